import { type CallState, callStates } from '../../contracts/calls.ts';
import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { noteCallEvent } from './call-events.ts';
import { outcomeOfEnd, surerAnswer } from './call-outcome.ts';
import { type EndedCall, endLockedCallIfDue } from './end-call.ts';
import { CallAttempt, type CallAttemptRow } from './entities.ts';
import { hearOnce } from './hear-once.ts';
import { lockCall } from './lock-call.ts';

/** What the vendor says about a call: by callback (numbered) or when asked (`sequence` null). */
export interface CallProgress {
  tenantId: string;
  attemptId: string;
  account: string;
  callSid: string;
  /** the vendor's own word */
  status: string;
  sequence: number | null;
  at: Date;
  answeredBy?: string | null;
  durationSeconds?: number | null;
  /** the telephone network's own code of the end */
  sipCode?: number | null;
  /** the same word said again has the same key */
  eventKey: string;
}

/**
 * What came of it. `foreign`: the call is not the one this attempt stands for, and must be ended. `repeated`: heard
 * before, nothing changed. `ending`: one of the two words about the end is known, the other is waited for.
 */
export type CallProgressResult =
  | { kind: 'unknown' }
  | { kind: 'foreign' }
  | { kind: 'repeated' | 'recorded' | 'ending'; lead: LeadRef }
  | { kind: 'ended'; lead: LeadRef; factSeq: number };

const stateOfStatus: Partial<Record<string, CallState>> = {
  queued: 'queued',
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'inProgress',
};

const terminalStatuses = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];
export const isTerminal = (status: string): boolean => terminalStatuses.includes(status);

/** A call belongs to the attempt that it was bound to first. An attempt that ended without a call takes none. */
export const isForeign = (attempt: CallAttemptRow, callSid: string): boolean =>
  attempt.callSid === null ? attempt.endedAt !== null : attempt.callSid !== callSid;

/**
 * Takes one word of the vendor's about a call, in the vendor's order and not in that of arrival, and binds the call
 * to its attempt. The same word again changes nothing.
 */
export const recordCallProgress = async (tx: Tx, progress: CallProgress): Promise<CallProgressResult> => {
  const call = await lockCall(tx, progress.attemptId);
  if (!call) return { kind: 'unknown' };
  const lead = { tenantId: call.lead.tenantId, leadId: call.lead.id };
  const { callSid, status, sequence, at } = progress;
  const details = { callSid, status, answeredBy: progress.answeredBy ?? null };
  const news = { ...lead, account: progress.account, eventId: progress.eventKey, kind: 'call.status' };
  const foreign = isForeign(call.attempt, callSid);
  const first = await hearOnce(tx, { ...news, body: { ...details, sequence } });
  const kind = `${foreign ? 'foreign' : 'status'}.${status}`;
  if (first) await noteCallEvent(tx, call.attempt, { kind, sequence, details, at });
  // also when it was heard before: if we died before ending the foreign call, its repeated callback tells us again
  if (foreign) return { kind: 'foreign' };
  if (!first) return { kind: 'repeated', lead };

  const changes = changesOf(call.attempt, progress);
  await tx.nativeUpdate(CallAttempt, { id: progress.attemptId }, changes);
  Object.assign(call.attempt, changes);
  const ended = await endLockedCallIfDue(tx, call, new Date());
  return answer(lead, call.attempt, ended);
};

const answer = (lead: LeadRef, attempt: CallAttemptRow, ended: EndedCall | null): CallProgressResult => {
  if (ended) return { kind: 'ended', lead, factSeq: ended.factSeq };
  const ending = attempt.statusEndedAt !== null && attempt.endedAt === null;
  return { kind: ending ? 'ending' : 'recorded', lead };
};

const changesOf = (attempt: CallAttemptRow, progress: CallProgress): Partial<CallAttemptRow> => {
  const { status, sequence, at, durationSeconds, answeredBy } = progress;
  const changes: Partial<CallAttemptRow> = { callSid: progress.callSid };
  if (sequence !== null && sequence > attempt.sequence) changes.sequence = sequence;
  if (answeredBy) changes.answeredBy = surerAnswer(attempt.answeredBy ?? null, answeredBy);
  // a fact of its own, whatever was heard before it
  if (status === 'in-progress' && attempt.answeredAt === null) changes.answeredAt = at;
  if (isTerminal(status)) {
    if (durationSeconds != null) changes.durationSeconds = durationSeconds;
    if (attempt.statusEndedAt === null) {
      // the grace counts from when we heard it: the vendor's own clock may differ from ours
      changes.statusEndedAt = new Date();
      if (attempt.endedAt === null) changes.outcome = outcomeOfEnd(status, progress.sipCode ?? null);
    }
    return changes;
  }
  const state = stateOfStatus[status];
  const newer = sequence === null || sequence > attempt.sequence;
  if (
    state &&
    newer &&
    attempt.statusEndedAt === null &&
    callStates.indexOf(state) > callStates.indexOf(attempt.state)
  ) {
    changes.state = state;
  }
  return changes;
};
