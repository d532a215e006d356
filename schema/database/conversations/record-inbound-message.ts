import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { Lead, LeadIdentity, type LeadRow } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { findPerson } from '../leads/find-person.ts';
import { lockWithAbsorbed } from '../leads/lead-lock.ts';
import { proposeMerge } from '../leads/merge-proposals.ts';
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
  /** phone numbers (E.164) that the text names */
  names: string[];
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
  const locked = await lockWithAbsorbed(tx, leadId);
  if (!locked) throw new Error('a lead that was just found is gone');
  const { lead, absorbed } = locked;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const id = uuidV7();
  const { tenantId } = message;
  await tx.insert(Message, {
    id,
    tenantId,
    createdAt: new Date(),
    leadId: lead.id,
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
    leadId: lead.id,
    kind: 'messageReceived',
    details: { messageId: id },
    actor: 'lead',
    causedBy,
  });
  // whoever writes from an address shows that it is theirs
  await tx.nativeUpdate(LeadIdentity, { kind: 'email', value: message.from }, { verified: true });
  await proposeNamed(tx, lead, message, causedBy);
  if (message.optOut) {
    await recordOptOut(tx, lead, { causedBy, actor: 'lead', ...message.optOut });
    for (const one of absorbed) await addFact(tx, one, { kind: 'optedOut', ref: id, causedBy });
  }
  await addFact(tx, lead, { kind: message.optOut ? 'optedOut' : 'messageReceived', ref: id, causedBy });
  return { leadId: lead.id };
};

/** A number that another lead is known by is only a word of this one: staff are asked whether they are one person. */
const proposeNamed = async (
  tx: Tx,
  lead: LeadRow,
  { names }: InboundMessage,
  causedBy: Cause,
): Promise<void> => {
  const { id, tenantId } = lead;
  for (const number of new Set(names)) {
    const other = await findPerson(tx, 'phone', number);
    if (other && other !== id)
      await proposeMerge(tx, { tenantId, leads: [id, other], reason: 'phoneInMail', causedBy });
  }
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
