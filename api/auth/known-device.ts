import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const holdsMs = 366 * 24 * 3_600_000;

/** What tells that somebody signed in to this account with this device before. It opens nothing. */
export interface DeviceToken {
  value: string;
  expiresAt: Date;
}

/** The account that a device is known by: the e-mail address, whether or not anybody has it. */
export const accountOf = (email: string): string => email.trim().toLowerCase();

const signature = (secret: string, account: string, plain: string): string =>
  createHmac('sha256', secret).update(`known device|${account}|${plain}`).digest('hex');

/** Makes a device known to an account; only whoever just proved that it is theirs gets one. */
export const knownDevice = (secret: string, email: string, now = new Date()): DeviceToken => {
  const expiresAt = new Date(now.getTime() + holdsMs);
  const plain = `${Math.floor(expiresAt.getTime() / 1000)}.${randomBytes(16).toString('hex')}`;
  return { value: `${plain}.${signature(secret, accountOf(email), plain)}`, expiresAt };
};

/** Which device of this account a token was made for; null for one that we did not make, or that is too old. */
export const deviceOfToken = (
  secret: string,
  email: string,
  token: string,
  now = new Date(),
): string | null => {
  const parts = /^(\d{1,12})\.([0-9a-f]{32})\.([0-9a-f]{64})$/.exec(token);
  if (!parts) return null;
  const [, until = '', device = '', signed = ''] = parts;
  if (Number(until) * 1000 <= now.getTime()) return null;
  const expected = signature(secret, accountOf(email), `${until}.${device}`);
  return timingSafeEqual(Buffer.from(signed), Buffer.from(expected)) ? device : null;
};
