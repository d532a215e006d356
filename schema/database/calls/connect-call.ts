import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { noteCallEvent } from './call-events.ts';
import { isMachine, type TalkResult } from './call-outcome.ts';
import { CallAttempt, type CallAttemptRow, CallEvent } from './entities.ts';
import { lockAttempt, lockCall } from './lock-call.ts';
import { isForeign } from './record-call-progress.ts';

export type ConnectVeto =
  | 'unknown'
  | 'foreign'
  | 'ended'
  | 'optedOut'
  | 'leadClosed'
  | 'machine'
  | 'fax'
  | 'talkOver';

export type ConnectDecision =
  | { kind: 'connect'; attempt: CallAttemptRow; lead: LeadRow }
  | { kind: 'veto'; because: ConnectVeto }
  /** a machine listens: it may be told something, see `leaveVoicemail` */
  | { kind: 'machine'; attempt: CallAttemptRow; lead: LeadRow };

/**
 * The last veto: whether this call may be connected with a talk, now that somebody has picked up or the line of the
 * talk was lost. Asked again, it decides again; every permission replaces the token of the one before.
 */
export const connectCall = async (
  tx: Tx,
  asked: { attemptId: string; callSid: string; tokenHash: string },
): Promise<ConnectDecision> => {
  const call = await lockCall(tx, asked.attemptId);
  if (!call) return { kind: 'veto', because: 'unknown' };
  const { lead, attempt } = call;
  if (isForeign(attempt, asked.callSid)) return { kind: 'veto', because: 'foreign' };
  const because = vetoOf(lead, attempt);
  if (because) {
    const result = attempt.talkResult ?? resultOfVeto[because] ?? 'vetoed';
    const changes = { callSid: asked.callSid, relayTokenHash: null };
    const refused: Partial<CallAttemptRow> = attempt.endedAt ? changes : { ...changes, talkResult: result };
    await tx.nativeUpdate(CallAttempt, { id: attempt.id }, refused);
    await noteCallEvent(tx, attempt, { kind: 'veto', details: { because }, at: new Date() });
    Object.assign(attempt, refused);
    return refused.talkResult === 'voicemail'
      ? { kind: 'machine', attempt, lead }
      : { kind: 'veto', because };
  }
  const bound = { callSid: asked.callSid, relayTokenHash: asked.tokenHash };
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, bound);
  return { kind: 'connect', attempt: Object.assign(attempt, bound), lead };
};

const resultOfVeto: Partial<Record<ConnectVeto, TalkResult>> = { machine: 'voicemail', fax: 'fax' };

// an attempt that a later one has taken the place of has ended: a lead has one line
const vetoOf = (lead: LeadRow, attempt: CallAttemptRow): ConnectVeto | null => {
  if (attempt.endedAt) return 'ended';
  if (attempt.talkResult) return 'talkOver';
  const refused = attempt.direction === 'outbound' ? refusalOf(lead) : null;
  if (refused) return refused;
  if (attempt.answeredBy === 'fax') return 'fax';
  // a service that screens calls speaks like a machine: whoever waits behind it is still to be talked to
  return isMachine(attempt.answeredBy ?? null) && !attempt.screening ? 'machine' : null;
};

// whoever calls us is spoken to, whatever was before
const refusalOf = (lead: LeadRow): ConnectVeto | null => {
  if (lead.optedOutAt) return 'optedOut';
  return lead.closedAt || lead.mergedInto ? 'leadClosed' : null;
};

/** A line lost this often will not hold: the talk ends instead. */
const mostLosses = 12;

/**
 * Notes that a talk's socket was lost, and answers whether there may be another one. Counted by losses and not by
 * sockets that opened: one that is refused every time must not be asked for for ever.
 */
export const mayReopen = async (tx: Tx, attemptId: string): Promise<boolean> => {
  const attempt = await lockAttempt(tx, attemptId);
  if (!attempt || attempt.endedAt || attempt.talkResult) return false;
  const losses = await tx.count(CallEvent, { attemptId, kind: 'talk.lost' });
  await noteCallEvent(tx, attempt, { kind: 'talk.lost', at: new Date() });
  return losses < mostLosses;
};
