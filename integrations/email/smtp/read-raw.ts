import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { EmailEvent, FoundMail, InboundEmail } from '../port.ts';
import { isReport, readReport } from './delivery-report.ts';

/** A mail as it lay in the mailbox, in our words. What cannot be read is an event of another kind. */
export const readRaw = async (raw: Uint8Array, receivedAt: string): Promise<FoundMail> => {
  const email = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 50 }).catch(
    () => null,
  );
  if (!email) return { event: { kind: 'other', eventId: hashOf([raw]) }, body: nothing, receivedAt };
  const headers = Object.fromEntries(email.headers.map(({ key, value }) => [key, value]));
  const body = {
    text: email.text ?? '',
    html: email.html ?? null,
    headers,
    attachments: email.attachments.map(noteOf),
  };
  return { event: eventOf(email, receivedAt), body, receivedAt };
};

const nothing = { text: '', html: null, headers: {}, attachments: [] };

const noteOf = ({ filename, mimeType, content }: Attachment): InboundEmail['attachments'][number] => ({
  name: filename ?? '',
  contentType: mimeType,
  size: typeof content === 'string' ? content.length : content.byteLength,
});

const eventOf = (email: Email, at: string): EmailEvent => {
  const eventId = fingerprint(email);
  const to = recipientsOf(email);
  if (isReport(email)) {
    const report = readReport(email);
    if (!report) return { kind: 'other', eventId };
    const { messageId, status, permanent } = report;
    return {
      kind: 'status',
      eventId,
      emailId: messageId,
      from: report.from ?? to[0] ?? '',
      status,
      permanent,
      messageId,
      at,
    };
  }
  const [from] = addressesOf(email.from ? [email.from] : []);
  if (!from) return { kind: 'other', eventId };
  const messageId = email.messageId ?? null;
  return {
    kind: 'received',
    eventId,
    emailId: messageId ?? eventId,
    from,
    to,
    subject: email.subject ?? '',
    messageId,
    at,
  };
};

/**
 * What makes a mail this one, wherever and however often it lies: the server's numbers change when a mailbox is made anew,
 * and a sender may use one `Message-ID` for different mails.
 */
const fingerprint = ({ messageId, from, date, subject, text, html }: Email): string =>
  hashOf([JSON.stringify([messageId, from, date, subject, text, html])]);

const hashOf = (parts: (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('base64url');

/** To whom it was written first, then whose mailbox it reached: copies of one mail name the same address first. */
const recipientsOf = (email: Email): string[] => {
  const delivered = email.headers.filter(({ key }) => /^(delivered-to|x-original-to|envelope-to)$/.test(key));
  return [
    ...addressesOf([...(email.to ?? []), ...(email.cc ?? [])]),
    ...delivered.map(({ value }) => value.replaceAll(/[<>\s]/g, '').toLowerCase()),
  ].filter((address, nth, all) => all.indexOf(address) === nth);
};

const addressesOf = (addresses: readonly Address[]): string[] =>
  addresses
    .flatMap((one) => (one.group ? one.group : [one]))
    .flatMap(({ address }) => (address ? [address.trim().toLowerCase()] : []));
