import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { noteCallEvent } from './call-events.ts';
import type { TalkResult } from './call-outcome.ts';
import { endLockedCallIfDue } from './end-call.ts';
import { CallAttempt, type CallAttemptRow, type CallTurnRow } from './entities.ts';
import { lockCall } from './lock-call.ts';
import { turnsOf } from './talk-turns.ts';

export type TalkOpening =
  | { kind: 'open'; session: number; attempt: CallAttemptRow; lead: LeadRow; turns: CallTurnRow[] }
  | { kind: 'refused'; because: 'unknown' | 'token' | 'foreign' | 'over' | 'optedOut' };

/**
 * Gives the talk to a new socket and fences off every older one. The token opens one socket only: a second one with
 * the same token is refused.
 */
export const openTalkSession = async (
  tx: Tx,
  asked: { attemptId: string; callSid: string; tokenHash: string },
): Promise<TalkOpening> => {
  const call = await lockCall(tx, asked.attemptId);
  if (!call) return { kind: 'refused', because: 'unknown' };
  const { lead, attempt } = call;
  if (attempt.callSid !== asked.callSid) return { kind: 'refused', because: 'foreign' };
  if (attempt.relayTokenHash === null || attempt.relayTokenHash !== asked.tokenHash) {
    return { kind: 'refused', because: 'token' };
  }
  if (attempt.endedAt || attempt.talkResult) return { kind: 'refused', because: 'over' };
  // who opted out long ago and calls us is spoken to
  if (lead.optedOutAt && attempt.direction === 'outbound') return { kind: 'refused', because: 'optedOut' };
  const now = new Date();
  const opened = {
    talkSession: attempt.talkSession + 1,
    relayTokenHash: null,
    language: attempt.language ?? lead.language,
    // the talk itself is proof that somebody picked up, should the callback be late
    answeredAt: attempt.answeredAt ?? now,
  };
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, opened);
  await noteCallEvent(tx, attempt, {
    kind: 'talk.opened',
    details: { session: opened.talkSession },
    at: now,
  });
  const turns = await turnsOf(tx, attempt.id);
  return {
    kind: 'open',
    session: opened.talkSession,
    attempt: Object.assign(attempt, opened),
    lead,
    turns,
  };
};

export type TalkEndResult =
  | { kind: 'unknown' }
  | { kind: 'repeated' | 'ending'; lead: LeadRef }
  | { kind: 'ended'; lead: LeadRef; factSeq: number };

/** Takes the talk's own word that it is over. `result` counts only when the talk had not decided on one itself. */
export const recordTalkEnd = async (
  tx: Tx,
  end: { attemptId: string; callSid: string; result: TalkResult },
): Promise<TalkEndResult> => {
  const call = await lockCall(tx, end.attemptId);
  // a foreign call's talk is not this attempt's
  if (call?.attempt.callSid !== end.callSid) return { kind: 'unknown' };
  const { attempt } = call;
  const lead = { tenantId: call.lead.tenantId, leadId: call.lead.id };
  if (attempt.talkEndedAt) return { kind: 'repeated', lead };
  const now = new Date();
  const changes = { talkEndedAt: now, talkResult: attempt.talkResult ?? end.result, relayTokenHash: null };
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, changes);
  Object.assign(attempt, changes);
  await noteCallEvent(tx, attempt, {
    kind: 'talk.ended',
    details: { result: changes.talkResult },
    at: now,
  });
  const ended = await endLockedCallIfDue(tx, call, now);
  if (ended) return { kind: 'ended', lead, factSeq: ended.factSeq };
  return { kind: attempt.endedAt ? 'repeated' : 'ending', lead };
};
