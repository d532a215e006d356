import { decodeGlobalID } from '@pothos/plugin-relay';

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The row's id in a global id of this type; null for anything else: what is no UUID would be an error of the database. */
export const idOf = (typename: string, globalId: string): string | null => {
  try {
    const decoded = decodeGlobalID(globalId);
    return decoded.typename === typename && uuid.test(decoded.id) ? decoded.id : null;
  } catch {
    return null;
  }
};
