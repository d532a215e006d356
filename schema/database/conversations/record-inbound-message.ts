import type { Tx } from '../database.ts';
import { Lead, LeadIdentity } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { findPerson } from '../leads/find-person.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { recordOptOut } from '../leads/opt-out.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Message } from './entities.ts';

/** An e-mail that arrived for a tenant, with its body. */
export interface InboundMessage {
  tenantId: string;
  vendor: string;
  account: string;
  eventId: string;
  vendorId: string;
  internetMessageId: string | null;
  from: string;
  subject: string;
  text: string;
  at: string;
  language: string;
  /** set when the sender asks for no more contact; keys the hashes of what is blocked */
  optOut: { linkSecret: string } | null;
}

/**
 * Stores a message with its lead and fact. An unknown sender becomes a lead. One who asks for no more contact is blocked
 * from this commit on, and gets no answer. The same event again answers null: nothing is done twice.
 */
export const recordInboundMessage = async (
  tx: Tx,
  received: InboundMessage,
): Promise<{ leadId: string } | null> => {
  const message = storableJson(received) as InboundMessage;
  const known = await findPerson(tx, 'email', message.from);
  const leadId = known ?? uuidV7();
  const inboundId = await recordInbound(tx, {
    tenantId: message.tenantId,
    vendor: message.vendor,
    account: message.account,
    eventId: message.eventId,
    kind: 'email.received',
    leadId,
    body: { emailId: message.vendorId, from: message.from },
  });
  if (!inboundId) return null;
  if (!known) await insertSender(tx, message, leadId);
  const lead = await lockLead(tx, leadId);
  if (!lead) throw new Error('a lead that was just found is gone');
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const id = uuidV7();
  const { tenantId } = message;
  await tx.insert(Message, {
    id,
    tenantId,
    createdAt: new Date(),
    leadId,
    channel: 'email',
    direction: 'inbound',
    subject: message.subject,
    text: message.text,
    vendorId: message.vendorId,
    internetMessageId: message.internetMessageId,
    causedBy,
    at: new Date(message.at),
  });
  await addToTimeline(tx, {
    tenantId,
    leadId,
    kind: 'messageReceived',
    details: { messageId: id },
    actor: 'lead',
    causedBy,
  });
  if (message.optOut) await recordOptOut(tx, lead, { causedBy, actor: 'lead', ...message.optOut });
  await addFact(tx, lead, { kind: message.optOut ? 'optedOut' : 'messageReceived', ref: id, causedBy });
  return { leadId };
};

const insertSender = async (tx: Tx, message: InboundMessage, leadId: string): Promise<void> => {
  const now = new Date();
  const { tenantId } = message;
  await tx.insert(Lead, {
    id: leadId,
    tenantId,
    createdAt: now,
    updatedAt: now,
    email: message.from,
    language: message.language,
    source: 'email',
    answers: {},
  });
  await tx.insert(LeadIdentity, {
    id: uuidV7(),
    tenantId,
    createdAt: now,
    leadId,
    kind: 'email',
    value: message.from,
    verified: true,
  });
};
