import PostalMime, { type Email } from 'postal-mime';
import { vendorKey } from '../../activities/emails/find-mail.ts';
import { messageIdOf } from '../../integrations/email/smtp/message.ts';
import type { MailServer } from '../support/mail-server.ts';
import type { SentLead } from './leads.ts';
import type { Running } from './running.ts';

/** A mail that the mail server took, and which of our rows it is. */
export interface Letter {
  template: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  messageId: string;
  /** the id that the ledger's key makes: `messageId` has to be that one */
  messageIdByKey: string;
  replyTo: string;
  inReplyTo: string | null;
  references: string | null;
  header(name: string): string | null;
}

interface Known {
  tenantId: string;
  template: string;
  vendorId: string;
  key: string;
}

/** What the mail server took for a lead and its staff, in order; mails of others, or without a row of ours, are left out. */
export async function lettersOf(
  { rows }: Running,
  server: Pick<MailServer, 'mails'>,
  { leadId }: SentLead,
): Promise<Letter[]> {
  const taken = [...server.mails];
  const { rows: known } = await rows.query<Known>(
    `select e.tenant_id as "tenantId", e.template, e.vendor_id as "vendorId", o.key from email e join outbound o on o.id = e.outbound_id
     where e.lead_id = $1 and e.vendor_id is not null`,
    [leadId],
  );
  const letters: Letter[] = [];
  for (const { raw, to } of taken) {
    const mail = await PostalMime.parse(raw);
    const row = known.find(({ vendorId }) => vendorId === mail.messageId);
    if (row) letters.push(letter(mail, to, row));
  }
  return letters;
}

function letter(mail: Email, to: string[], row: Known): Letter {
  const header = (name: string): string | null =>
    mail.headers.find((each) => each.key === name.toLowerCase())?.value ?? null;
  return {
    ...{ template: row.template, to, header },
    subject: mail.subject ?? '',
    html: mail.html ?? '',
    text: mail.text ?? '',
    messageId: mail.messageId ?? '',
    messageIdByKey: messageIdOf({ from: mail.from?.address ?? '' }, vendorKey(row)),
    replyTo: mail.replyTo?.[0]?.address ?? '',
    inReplyTo: mail.inReplyTo ?? null,
    references: mail.references ?? null,
  };
}

/** The first address of a text that the pattern finds, as a mail program reads it. */
export function addressIn(text: string, pattern: RegExp): string {
  const address = pattern.exec(text)?.[1];
  if (!address) throw new Error(`no address like ${pattern}`);
  return address.replaceAll('&amp;', '&');
}

/** An answer to a letter as its reader's mail program would write it. */
export function answerTo(letter: Letter, answer: { from: string; id: string; text: string }): string {
  return [
    `From: ${answer.from}`,
    `To: ${letter.replyTo}`,
    `Message-ID: ${answer.id}`,
    `In-Reply-To: ${letter.messageId}`,
    `References: ${letter.messageId}`,
    `Subject: Re: ${letter.subject}`,
    '',
    answer.text,
    '',
  ].join('\n');
}
