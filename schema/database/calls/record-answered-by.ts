import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { noteCallEvent } from './call-events.ts';
import { isMachine } from './call-outcome.ts';
import { CallAttempt } from './entities.ts';
import { hearOnce } from './hear-once.ts';
import { lockCall } from './lock-call.ts';
import { isForeign } from './record-call-progress.ts';
import { tellTalk } from './talk-notices.ts';

/** What the vendor's detection of answering machines says. */
export interface AnsweredBy {
  attemptId: string;
  account: string;
  callSid: string;
  /** the vendor's own word */
  answeredBy: string;
  eventKey: string;
}

/**
 * Notes who picked up, and tells the talk when it is a machine, whichever process holds its socket. The same word
 * again changes nothing; after the call's end it is kept and decides nothing.
 */
export const recordAnsweredBy = async (
  tx: Tx,
  heard: AnsweredBy,
): Promise<{ kind: 'unknown' | 'foreign' } | { kind: 'repeated' | 'recorded'; lead: LeadRef }> => {
  const call = await lockCall(tx, heard.attemptId);
  if (!call) return { kind: 'unknown' };
  const { attempt } = call;
  if (isForeign(attempt, heard.callSid)) return { kind: 'foreign' };
  const lead = { tenantId: call.lead.tenantId, leadId: call.lead.id };
  const { callSid, answeredBy } = heard;
  const news = { ...lead, account: heard.account, eventId: heard.eventKey, kind: 'call.answeredBy' };
  if (!(await hearOnce(tx, { ...news, body: { callSid, answeredBy } }))) return { kind: 'repeated', lead };
  await noteCallEvent(tx, attempt, { kind: 'answeredBy', details: { answeredBy }, at: new Date() });
  const known = attempt.answeredBy !== null && attempt.answeredBy !== 'unknown';
  if (!known) await tx.nativeUpdate(CallAttempt, { id: attempt.id }, { callSid, answeredBy });
  if (!attempt.endedAt && isMachine(answeredBy)) await tellTalk(tx, attempt, 'machine');
  return { kind: 'recorded', lead };
};

/** Whether a machine is known to have taken the call: for whoever may have missed the notice. */
export const isMachineCall = async (tx: Tx, attemptId: string): Promise<boolean> => {
  const attempt = await tx.findOne(CallAttempt, { id: attemptId });
  return isMachine(attempt?.answeredBy ?? null);
};
