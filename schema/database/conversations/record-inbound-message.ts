import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { nextInTurn } from '../leads/assignment.ts';
import { Lead, LeadIdentity, type LeadRow } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { findPerson } from '../leads/find-person.ts';
import { lockWithAbsorbed } from '../leads/lead-lock.ts';
import { proposeMerge } from '../leads/merge-proposals.ts';
import { suppress } from '../leads/opt-out.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { type AttachmentNote, Message, type MessageRow } from './entities.ts';
import { optOutByMail } from './opt-out-by-mail.ts';
import { type Place, placeMessage } from './place-message.ts';

/** An e-mail that arrived for a tenant, read: `domain/conversation/read-mail.ts` says what it means. */
export interface InboundMessage {
  tenantId: string;
  vendor: string;
  account: string;
  eventId: string;
  vendorId: string;
  internetMessageId: string | null;
  from: string;
  /** the address of ours it was sent to, as it was written */
  to: string;
  subject: string;
  text: string;
  ownText: string;
  attachments: AttachmentNote[];
  automatic: NonNullable<MessageRow['automatic']> | null;
  bounced: { recipient: string | null; permanent: boolean } | null;
  answers: string[];
  at: string;
  language: string;
  /** phone numbers (E.164) that the text names */
  names: string[];
  /** the sender asks for no more contact */
  optOut: boolean;
  /** keys the hashes of what is blocked, and the addresses that we answer from */
  linkSecret: string;
  /** keys of the staff among whom an unknown sender is given out in turn; nobody when empty */
  assignTo: string[];
}

/**
 * Stores a message with its lead and fact, and answers whose journeys are to hear of it. An unknown sender becomes a lead.
 * One who asks for no more contact is blocked from this commit on, and gets no answer. What no person wrote is kept with
 * its lead, if it is about one, and nobody hears of it. The same event again answers nobody: nothing is done twice.
 */
export const recordInboundMessage = async (tx: Tx, received: InboundMessage): Promise<string[]> => {
  const message = storableJson(received) as InboundMessage;
  const place = await placeMessage(tx, message);
  const known = whose(message, place);
  const leadId = known ?? (message.automatic ? null : uuidV7());
  // one mail about two leads locks both, in the order of their ids: two such mails must not wait in a circle
  const bothLeads = [...new Set([known, place.byThread])].flatMap((one) => one ?? []).toSorted();
  for (const one of bothLeads) await lockWithAbsorbed(tx, one);
  const inboundId = await recordInbound(tx, {
    tenantId: message.tenantId,
    vendor: message.vendor,
    account: message.account,
    eventId: message.eventId,
    kind: message.automatic ? 'email.automatic' : 'email.received',
    leadId,
    body: { emailId: message.vendorId, from: message.from, automatic: message.automatic },
  });
  if (!inboundId || !leadId) return [];
  if (!known) await insertSender(tx, message, leadId);
  const locked = await lockWithAbsorbed(tx, leadId);
  if (!locked) throw new Error('a lead that was just found is gone');
  const { lead, absorbed } = locked;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const id = await insertMessage(tx, message, { leadId: lead.id, emailId: place.emailId, causedBy });
  if (message.automatic) {
    await tellOfMachine(tx, message, { lead, place, id, causedBy });
    return [];
  }
  const about = { tenantId: message.tenantId, leadId: lead.id, actor: 'lead', causedBy };
  await addToTimeline(tx, { ...about, kind: 'messageReceived', details: { messageId: id } });
  // whoever writes from an address shows that it is theirs
  await tx.nativeUpdate(LeadIdentity, { kind: 'email', value: message.from }, { verified: true });
  await proposeNamed(tx, lead, message, causedBy);
  // whoever answers an e-mail that we sent to somebody else was given it, or is that person
  if (place.byThread && place.byThread !== lead.id)
    await proposeMerge(tx, {
      tenantId: message.tenantId,
      leads: [lead.id, place.byThread],
      reason: 'sameChannel',
      causedBy,
    });
  const told = message.optOut
    ? await optOutByMail(tx, message, { lead, absorbed, place, id, inboundId })
    : [];
  await addFact(tx, lead, { kind: message.optOut ? 'optedOut' : 'messageReceived', ref: id, causedBy });
  return [lead.id, ...told];
};

/** A person is known by their address first, a machine by the e-mail of ours that it reacts to. */
const whose = ({ automatic }: InboundMessage, { bySender, byThread }: Place): string | null => {
  if (automatic === 'loop') return null;
  return automatic ? (byThread ?? bySender) : (bySender ?? byThread);
};

const insertMessage = async (
  tx: Tx,
  message: InboundMessage,
  { leadId, emailId, causedBy }: { leadId: string; emailId: string | null; causedBy: Cause },
): Promise<string> => {
  const id = uuidV7();
  const { tenantId, subject, text, ownText, automatic, attachments, answers } = message;
  await tx.insert(Message, {
    id,
    tenantId,
    createdAt: new Date(),
    leadId,
    channel: 'email',
    direction: 'inbound',
    subject,
    text,
    ownText: ownText === text ? null : ownText,
    fromAddress: message.from,
    automatic,
    attachments: attachments.length > 0 ? attachments : null,
    emailId,
    answers: answers.length > 0 ? answers : null,
    vendorId: message.vendorId,
    internetMessageId: message.internetMessageId,
    causedBy,
    at: new Date(message.at),
  });
  return id;
};

/** A report of a failure is believed only when it names an e-mail that we sent to this lead. */
const tellOfMachine = async (
  tx: Tx,
  message: InboundMessage,
  { lead, place, id, causedBy }: { lead: LeadRow; place: Place; id: string; causedBy: Cause },
): Promise<void> => {
  const { tenantId, automatic, bounced, linkSecret } = message;
  const about = { tenantId, leadId: lead.id, actor: 'system', causedBy };
  await addToTimeline(tx, { ...about, kind: 'automaticMessage', details: { messageId: id, automatic } });
  const isOurs = place.byThread === lead.id && bounced?.recipient === lead.email;
  if (!bounced?.permanent || !isOurs || !lead.email) return;
  await suppress(tx, {
    tenantId,
    kind: 'email',
    value: lead.email,
    reason: 'bounced',
    leadId: lead.id,
    causedBy,
    linkSecret,
  });
  await addToTimeline(tx, { ...about, kind: 'emailBounced', details: { emailId: place.emailId } });
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
    assignedTo: await nextInTurn(tx, tenantId, message.assignTo),
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
