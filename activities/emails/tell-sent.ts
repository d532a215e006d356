import type { EmailPayload } from '../../integrations/email/port.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import { Message } from '../../schema/database/conversations/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { addEmail } from '../../schema/database/emails/email-rows.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

/** What an e-mail was that was sent, beside what its ledger row says. */
export interface SentMail {
  leadId: string;
  template: string;
  to: 'lead' | 'staff';
  vendorId: string | null;
  /** what it says as a message of the conversation, when it is one */
  reply: string | null;
  actor: string;
  causedBy: Cause;
}

/** Tells our own rows that an e-mail was sent, in the transaction that settles its action. */
export const tellSent = async (tx: Tx, row: OutboundRow, sent: SentMail): Promise<void> => {
  const { subject, text, html, to, tags } = row.payload as EmailPayload;
  const { tenantId } = row;
  const { leadId, template, vendorId, actor, causedBy } = sent;
  const emailId = await addEmail(tx, {
    tenantId,
    leadId,
    outboundId: row.id,
    template,
    recipientKind: sent.to,
    recipient: to[0] ?? '',
    subject,
    text,
    html,
    vendorId,
    // a mail server knows a mail by nothing else
    internetMessageId: vendorId && /^<.+@.+>$/.test(vendorId) ? vendorId : null,
    language: tags.language ?? null,
    causedBy,
  });
  if (sent.reply !== null) await addReply(tx, row, { ...sent, subject, text: sent.reply });
  const details = { emailId, template, to: sent.to };
  await addToTimeline(tx, { tenantId, leadId, kind: 'emailSent', details, actor, causedBy });
};

const addReply = async (
  tx: Tx,
  { id: outboundId, tenantId }: OutboundRow,
  reply: Pick<SentMail, 'leadId' | 'vendorId' | 'causedBy'> & { subject: string; text: string },
): Promise<void> => {
  const now = new Date();
  await tx.insert(Message, {
    id: uuidV7(),
    tenantId,
    createdAt: now,
    leadId: reply.leadId,
    channel: 'email',
    direction: 'outbound',
    subject: reply.subject,
    text: reply.text,
    vendorId: reply.vendorId,
    outboundId,
    causedBy: reply.causedBy,
    at: now,
  });
};
