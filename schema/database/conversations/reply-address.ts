import { keyedHash } from '../secrets.ts';

const signatureLength = 10;
const tagged = /^([^+@]+)\+([0-9a-f]{32})([0-9a-f]{10})@(.+)$/;

const signatureOf = (leadId: string, linkSecret: string): string =>
  Buffer.from(keyedHash(linkSecret, `reply-address:${leadId}`), 'base64url')
    .toString('hex')
    .slice(0, signatureLength);

/** An address whose answers find their lead, whoever sends them: `hello@…` with the lead's id and a signature behind a `+`. */
export const replyAddressOf = (address: string, leadId: string, linkSecret: string): string => {
  const [local = '', domain = ''] = address.split('@');
  return `${local}+${leadId.replaceAll('-', '')}${signatureOf(leadId, linkSecret)}@${domain}`;
};

/** The address without whatever stands behind a `+`: the account that receives for it. */
export const plainAddress = (address: string): string => address.replace(/^([^+@]+)\+[^@]*@/, '$1@');

/** The lead that an address was made for; null for any other address, also for one that somebody made up. */
export const leadOfReplyAddress = (address: string, linkSecret: string): string | null => {
  const [, , hex = '', signature] = tagged.exec(address.toLowerCase()) ?? [];
  const leadId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return hex !== '' && signature === signatureOf(leadId, linkSecret) ? leadId : null;
};
