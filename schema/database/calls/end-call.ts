import type { CallOutcome } from '../../contracts/calls.ts';
import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { addFact } from '../leads/facts.ts';
import { lockRow } from '../leads/lead-lock.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { callOutcome } from './call-outcome.ts';
import { CallAttempt, type CallAttemptRow, CallTurn, HandOver } from './entities.ts';
import { promiseCallBack } from './hand-overs.ts';
import { type LockedCall, lockCall } from './lock-call.ts';

/** How long the second word about a call's end is waited for: the status may be late, and so may the talk. */
export const endGraceMs = 10_000;

/** A call that has ended just now. */
export interface EndedCall {
  lead: LeadRef;
  outcome: CallOutcome;
  factSeq: number;
}

/** Whether the call is over: both have spoken, or one did and the other had its time. */
export const endIsDue = (attempt: CallAttemptRow, now: Date): boolean => {
  if (attempt.endedAt) return false;
  const { statusEndedAt, talkEndedAt } = attempt;
  const first = Math.min(statusEndedAt?.getTime() ?? Infinity, talkEndedAt?.getTime() ?? Infinity);
  if (first === Infinity) return false;
  const talkSpoke = attempt.talkSession === 0 || talkEndedAt !== null;
  const bothSpoke = statusEndedAt !== null && talkSpoke && !awaitsDetection(attempt);
  return bothSpoke || now.getTime() >= first + endGraceMs;
};

/** Somebody picked up, and who it was is being found out: the word may come after the call's end. */
const awaitsDetection = ({
  detectsMachine,
  answeredAt,
  durationSeconds,
  answeredBy,
}: CallAttemptRow): boolean =>
  detectsMachine && answeredBy === null && (answeredAt !== null || (durationSeconds ?? 0) > 0);

const seconds = (from: Date | null | undefined, to: Date): number | null =>
  from ? Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000)) : null;

const endCall = async (
  tx: Tx,
  { lead, attempt }: LockedCall,
  now: Date,
  superseded = false,
): Promise<EndedCall> => {
  const leadTurns = await tx.count(CallTurn, { attemptId: attempt.id, speaker: 'lead' });
  const outcome = callOutcome({
    direction: attempt.direction,
    talkResult: attempt.talkResult ?? null,
    answeredBy: attempt.answeredBy ?? null,
    screening: attempt.screening ?? null,
    statusOutcome: attempt.outcome ?? null,
    leadTurns,
  });
  const endedAt = attempt.statusEndedAt ?? attempt.talkEndedAt ?? now;
  const durationSeconds = attempt.durationSeconds ?? seconds(attempt.answeredAt, endedAt);
  const ended = { state: 'ended', outcome, endedAt, durationSeconds, relayTokenHash: null } as const;
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, ended);
  const causedBy = { kind: 'call', id: attempt.id } as const;
  await addToTimeline(tx, {
    tenantId: lead.tenantId,
    leadId: lead.id,
    kind: 'callEnded',
    details: { attemptId: attempt.id, number: attempt.number, outcome, durationSeconds },
    actor: 'system',
    causedBy,
  });
  await endHandOver(tx, attempt, superseded);
  // an absorbed journey sees its live call to the end, whoever the lead is by then
  const watching = attempt.leadId === lead.id ? null : await lockRow(tx, attempt.leadId);
  const told = watching && watching.step !== 'closed' ? watching : lead;
  const factSeq = await addFact(tx, told, { kind: 'callEnded', ref: attempt.id, causedBy });
  return { lead: { tenantId: lead.tenantId, leadId: told.id }, outcome, factSeq };
};

/** Whoever asked for a person and was gone before one took the call is called back by one, unless they call again. */
const endHandOver = async (tx: Tx, attempt: CallAttemptRow, superseded: boolean): Promise<void> => {
  const unserved = { attemptId: attempt.id, state: { $in: ['asked', 'dialling'] as const } };
  const left = await tx.nativeUpdate(HandOver, unserved, { state: 'cancelled', endedAt: new Date() });
  if (left > 0 && !superseded && attempt.talkResult !== 'optedOut')
    await promiseCallBack(tx, attempt, 'hungUp');
};

/**
 * Ends a call that another one takes the place of, with whatever is known of it: one that was talked in has its outcome,
 * one that nobody spoke in counts as none. The locks are held.
 */
export const supersedeCall = (tx: Tx, { lead, attempt }: LockedCall, now: Date): Promise<EndedCall> => {
  const talkResult = attempt.talkResult ?? (attempt.talkSession > 0 ? null : 'vetoed');
  return endCall(tx, { lead, attempt: { ...attempt, talkResult } }, now, true);
};

/**
 * Ends the call when it is over and writes its one fact `callEnded`; null when it is still open or has ended before.
 * Run by whatever hears of an end, by a timer after the grace, and by the reconcile: only the first finds it open.
 */
export const endCallIfDue = async (tx: Tx, attemptId: string, now: Date): Promise<EndedCall | null> => {
  const call = await lockCall(tx, attemptId);
  return call ? endLockedCallIfDue(tx, call, now) : null;
};

/** The same for a transaction that holds the locks; the row must be as it stands in the database. */
export const endLockedCallIfDue = async (tx: Tx, call: LockedCall, now: Date): Promise<EndedCall | null> =>
  endIsDue(call.attempt, now) ? endCall(tx, call, now) : null;
