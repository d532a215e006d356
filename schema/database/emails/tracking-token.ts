import { createHmac, timingSafeEqual } from 'node:crypto';

/** One link of a tracked e-mail; 0 is its picture. */
export interface TrackedLink {
  tenantId: string;
  trackingId: string;
  link: number;
}

const idBytes = 16;
const bodyBytes = 2 * idBytes + 1;
const macBytes = 15;

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const macOf = (body: Buffer, secret: string): Buffer =>
  createHmac('sha256', secret).update('mail tracking').update(body).digest().subarray(0, macBytes);

/** The token of a link: only we can make one, and it says which row to look at, never where it leads. */
export const trackingToken = ({ tenantId, trackingId, link }: TrackedLink, secret: string): string => {
  const body = Buffer.concat([bytesOf(tenantId), bytesOf(trackingId), Buffer.of(link)]);
  return Buffer.concat([body, macOf(body, secret)]).toString('base64url');
};

/** What a token names; null for one that we did not make. */
export const readTrackingToken = (token: string, secret: string): TrackedLink | null => {
  if (!/^[\w-]{64}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, bodyBytes);
  if (!timingSafeEqual(bytes.subarray(bodyBytes), macOf(body, secret))) return null;
  return {
    tenantId: uuidOf(body.subarray(0, idBytes)),
    trackingId: uuidOf(body.subarray(idBytes, 2 * idBytes)),
    link: body[2 * idBytes] ?? 0,
  };
};
