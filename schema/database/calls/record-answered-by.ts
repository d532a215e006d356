import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { noteCallEvent } from './call-events.ts';
import { isMachine, surerAnswer } from './call-outcome.ts';
import { endLockedCallIfDue } from './end-call.ts';
import { CallAttempt } from './entities.ts';
import { hearOnce } from './hear-once.ts';
import { lockCall } from './lock-call.ts';
import { isForeign } from './record-call-progress.ts';
import { type MachineKind, tellTalk } from './talk-notices.ts';

/** What the vendor's detection of answering machines says. */
export interface AnsweredBy {
  attemptId: string;
  account: string;
  callSid: string;
  /** the vendor's own word */
  answeredBy: string;
  eventKey: string;
}

export type AnsweredByResult =
  | { kind: 'unknown' | 'foreign' }
  | { kind: 'repeated' | 'recorded'; lead: LeadRef }
  | { kind: 'ended'; lead: LeadRef; factSeq: number };

/**
 * Notes who picked up, and tells the talk when it is a machine, whichever process holds its socket. The same word
 * again changes nothing; after the call's end it is kept and decides nothing.
 */
export const recordAnsweredBy = async (tx: Tx, heard: AnsweredBy): Promise<AnsweredByResult> => {
  const call = await lockCall(tx, heard.attemptId);
  if (!call) return { kind: 'unknown' };
  const { attempt } = call;
  if (isForeign(attempt, heard.callSid)) return { kind: 'foreign' };
  const lead = { tenantId: call.lead.tenantId, leadId: call.lead.id };
  const { callSid, answeredBy } = heard;
  const news = { ...lead, account: heard.account, eventId: heard.eventKey, kind: 'call.answeredBy' };
  if (!(await hearOnce(tx, { ...news, body: { callSid, answeredBy } }))) return { kind: 'repeated', lead };
  await noteCallEvent(tx, attempt, { kind: 'answeredBy', details: { answeredBy }, at: new Date() });
  const changes = { callSid, answeredBy: surerAnswer(attempt.answeredBy ?? null, answeredBy) };
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, changes);
  Object.assign(attempt, changes);
  const kind = machineKind(answeredBy);
  if (!attempt.endedAt && kind) await tellTalk(tx, attempt, kind);
  // the end may have waited for this word alone
  const ended = await endLockedCallIfDue(tx, call, new Date());
  return ended ? { kind: 'ended', lead, factSeq: ended.factSeq } : { kind: 'recorded', lead };
};

/** Which machine is known to have taken the call: for whoever may have missed the notice. */
export const machineOfCall = async (tx: Tx, attemptId: string): Promise<MachineKind | null> => {
  const attempt = await tx.findOne(CallAttempt, { id: attemptId });
  return machineKind(attempt?.answeredBy ?? null);
};

const machineKind = (answeredBy: string | null): MachineKind | null => {
  if (answeredBy === 'fax') return 'fax';
  return isMachine(answeredBy) ? 'machine' : null;
};
