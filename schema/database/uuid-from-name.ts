import { createHash } from 'node:crypto';

/** A UUID made from a name (RFC 9562, version 8): the same name is the same id, whoever asks again and when. */
export const uuidFromName = (...name: string[]): string => {
  const bytes = createHash('sha256').update(name.join('\n')).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
