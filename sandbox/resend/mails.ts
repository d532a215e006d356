import { randomUUID } from 'node:crypto';
import { bareAddress, domainOf, localPart } from './addresses.ts';
import type { CheckedEmail } from './check-email.ts';

export type MailStatus =
  | 'scheduled'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'suppressed'
  | 'delivery_delayed'
  | 'complained'
  | 'opened'
  | 'clicked';

/** A mail that was sent through the vendor. */
export interface SentMail extends CheckedEmail {
  id: string;
  messageId: string;
  createdAt: string;
  status: MailStatus;
}

/** A mail that somebody wrote to an address of ours. */
export interface InboundMail {
  id: string;
  messageId: string;
  createdAt: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
  attachments: InboundAttachment[];
}

export interface InboundAttachment {
  id: string;
  filename: string;
  content_type: string;
  content_disposition: 'attachment';
  content_id: null;
  size: number;
}

export function newMail(checked: CheckedEmail, now: number): SentMail {
  const id = randomUUID();
  const status = checked.scheduledAt ? 'scheduled' : 'queued';
  return {
    ...checked,
    id,
    messageId: `<${id}@email.sandbox.example>`,
    createdAt: new Date(now).toISOString(),
    status,
  };
}

/** The bare addresses to which a mail goes. */
export function recipients(mail: { to: string[]; cc?: string[]; bcc?: string[] }): string[] {
  const all = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])];
  return all.flatMap((address) => bareAddress(address) ?? []);
}

export type Fate = 'delivered' | 'delayed' | 'bounced' | 'full' | 'complained' | 'read' | 'scanned';

// the part before `@` and `+` says what the mailbox does with a mail
const fates: Record<string, Fate> = {
  bounce: 'bounced',
  full: 'full',
  complain: 'complained',
  slow: 'delayed',
  reader: 'read',
  scanner: 'scanned',
};

/** What becomes of a mail, by its recipients: `bounce@…` and `*.invalid` bounce, `full@…` is full, and so on. */
export function fate(mail: SentMail): Fate {
  const to = mail.to.flatMap((address) => bareAddress(address) ?? []);
  if (to.some((address) => domainOf(address).endsWith('.invalid'))) return 'bounced';
  const known = to.map((address) => fates[localPart(address).split('+')[0] ?? '']);
  return known.find((found) => found !== undefined) ?? 'delivered';
}

/** `GET /emails/{id}`. */
export function writeMail(mail: SentMail): Record<string, unknown> {
  const listed = (addresses: string[]) => (addresses.length > 0 ? addresses : null);
  return {
    object: 'email',
    id: mail.id,
    message_id: mail.messageId,
    to: mail.to,
    from: mail.from,
    created_at: mail.createdAt,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    bcc: listed(mail.bcc),
    cc: listed(mail.cc),
    reply_to: listed(mail.replyTo),
    last_event: mail.status,
    scheduled_at: mail.scheduledAt,
    ...(mail.tags.length > 0 ? { tags: mail.tags } : {}),
  };
}

/** `GET /emails/receiving/{id}`. */
export function writeInbound(mail: InboundMail): Record<string, unknown> {
  return {
    object: 'email',
    id: mail.id,
    to: mail.to,
    from: mail.from,
    created_at: mail.createdAt,
    subject: mail.subject,
    bcc: [],
    cc: [],
    reply_to: [],
    received_for: mail.to,
    html: mail.html,
    text: mail.text,
    headers: mail.headers,
    message_id: mail.messageId,
    raw: null,
    attachments: mail.attachments,
  };
}
