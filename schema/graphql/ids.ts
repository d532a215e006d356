import { decodeGlobalID } from '@pothos/plugin-relay';

/** The row's id in a global id of this type; null for anything else. */
export const idOf = (typename: string, globalId: string): string | null => {
  try {
    const decoded = decodeGlobalID(globalId);
    return decoded.typename === typename ? decoded.id : null;
  } catch {
    return null;
  }
};
