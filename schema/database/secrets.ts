import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A token of 24 random bytes, and its hash: only the hash is stored. */
export const newToken = (): { token: string; tokenHash: string } => {
  const token = randomBytes(24).toString('base64url');
  return { token, tokenHash: hashToken(token) };
};

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** The keyed hash of an address or number: it finds a person again without naming them. */
export const keyedHash = (key: string, value: string): string =>
  createHmac('sha256', key).update(value.trim().toLowerCase()).digest('base64url');
