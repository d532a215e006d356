import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { nextInTurn } from '../leads/assignment.ts';
import { Lead, LeadIdentity, type LeadRow } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { findPerson } from '../leads/find-person.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { uuidFromName } from '../uuid-from-name.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { supersedeCall } from './end-call.ts';
import { CallAttempt, type CallAttemptRow } from './entities.ts';
import { hearOnce } from './hear-once.ts';

/** Somebody calls one of the tenant's numbers. */
export interface IncomingCall {
  tenantId: string;
  account: string;
  callSid: string;
  /** null when the caller withholds it */
  from: { number: string; country: string | null } | null;
  to: string;
  /** what a lead who is made from the call alone is spoken to in */
  language: string;
  /** the office is closed: a message is taken */
  messageOnly: boolean;
  /** among whom the lead is given out, in turn, when the call makes one */
  assignTo: readonly string[];
}

export type CallReceived =
  /** `ended` is a call of ours to the same lead that this one takes the place of */
  | { kind: 'received'; lead: LeadRef; attemptId: string; ended: CallAttemptRow | null }
  /** somebody at the lead's number talks to us already */
  | { kind: 'busy'; talking: CallAttemptRow };

/** A call that nobody comes to the end of is looked at this much later. */
const guardMs = 120_000;

/** The one attempt that stands for a call of the vendor's: asked again, it is the same. */
export const incomingCauseId = (account: string, callSid: string): string =>
  uuidFromName('incomingCall', account, callSid);

/**
 * Finds the lead who calls, or makes one from nothing but the call, and opens an attempt under the lead's lock, with its
 * fact. A lead has one line: a call of ours that is not yet talked in gives way to theirs. The same call told again
 * finds its attempt and changes nothing.
 */
export const receiveCall = async (tx: Tx, call: IncomingCall): Promise<CallReceived> => {
  const causeId = incomingCauseId(call.account, call.callSid);
  const known = await tx.findOne(CallAttempt, { causeId });
  if (known) return received(known as CallAttemptRow, null);
  const lead = await callerOf(tx, call, causeId);
  const family = await leadFamily(tx, lead.id);
  const open = (await tx.findOne(CallAttempt, {
    leadId: { $in: family },
    endedAt: null,
  })) as CallAttemptRow | null;
  // told twice at once: whoever was first made the attempt while this one waited for the lead
  if (open?.causeId === causeId) return received(open, null);
  if (open && isTalking(open)) return { kind: 'busy', talking: open };
  if (open) await supersedeCall(tx, { lead, attempt: open }, new Date());
  const attempt = await openAttempt(tx, call, lead, { causeId, number: await nextNumber(tx, family) });
  return received(attempt, open);
};

const received = (
  { tenantId, leadId, id: attemptId }: CallAttemptRow,
  ended: CallAttemptRow | null,
): CallReceived => ({ kind: 'received', lead: { tenantId, leadId }, attemptId, ended });

const isTalking = ({ talkSession, talkEndedAt, statusEndedAt }: CallAttemptRow): boolean =>
  talkSession > 0 && !talkEndedAt && !statusEndedAt;

const nextNumber = async (tx: Tx, family: string[]): Promise<number> =>
  (await tx.count(CallAttempt, { leadId: { $in: family } })) + 1;

const callerOf = async (tx: Tx, call: IncomingCall, causeId: string): Promise<LeadRow> => {
  const known = call.from && (await findPerson(tx, 'phone', call.from.number));
  const lead = known ? await lockLead(tx, known) : null;
  return lead ?? makeLead(tx, call, causeId);
};

// no consent is written: whoever calls is spoken to, and nobody has agreed to be called
const makeLead = async (
  tx: Tx,
  { tenantId, from, language, assignTo }: IncomingCall,
  causeId: string,
): Promise<LeadRow> => {
  // a name of its own, so that the same call told twice at once makes one lead even without a number
  const id = uuidFromName('lead', causeId);
  const now = new Date();
  await tx.insert(Lead, {
    id,
    tenantId,
    createdAt: now,
    updatedAt: now,
    phone: from?.number ?? null,
    phoneCountry: from?.country ?? null,
    language,
    source: 'call',
    assignedTo: await nextInTurn(tx, tenantId, assignTo),
    answers: {},
  } as never);
  if (from)
    await tx.insert(LeadIdentity, {
      id: uuidV7(),
      tenantId,
      createdAt: now,
      leadId: id,
      kind: 'phone',
      value: from.number,
    });
  const lead = await lockLead(tx, id);
  if (!lead) throw new Error('the lead that was just made is not there');
  return lead;
};

const openAttempt = async (
  tx: Tx,
  call: IncomingCall,
  lead: LeadRow,
  { causeId, number }: { causeId: string; number: number },
): Promise<CallAttemptRow> => {
  const { tenantId, callSid, account, from, to, messageOnly } = call;
  const id = uuidV7();
  const now = new Date();
  const causedBy = { kind: 'call', id } as const;
  const attempt = {
    id,
    tenantId,
    createdAt: now,
    leadId: lead.id,
    number,
    causeId,
    causedBy,
    direction: 'inbound' as const,
    fromNumber: from?.number ?? 'withheld',
    toNumber: to,
    callSid,
    state: 'ringing' as const,
    sequence: -1,
    talkSession: 0,
    messageOnly,
    slotsOffered: [],
    answers: {},
    guardAt: new Date(now.getTime() + guardMs),
  };
  await tx.insert(CallAttempt, attempt);
  const told = { tenantId, leadId: lead.id };
  await hearOnce(tx, {
    ...told,
    account,
    eventId: `${callSid}:received`,
    kind: 'call.received',
    body: { callSid },
  });
  const details = { attemptId: id, number, messageOnly };
  await addToTimeline(tx, { ...told, kind: 'callReceived', details, actor: 'lead', causedBy });
  await addFact(tx, lead, { kind: 'callReceived', ref: id, causedBy });
  return attempt as unknown as CallAttemptRow;
};
