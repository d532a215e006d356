import { LockMode } from '@mikro-orm/core';
import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { CallAttempt, type CallAttemptRow } from './entities.ts';

/** A call and its lead, both locked until the transaction ends. */
export interface LockedCall {
  lead: LeadRow;
  attempt: CallAttemptRow;
}

/** Locks the lead, then the call; null when the tenant has no such call. */
export const lockCall = async (tx: Tx, attemptId: string): Promise<LockedCall | null> => {
  const rows = await tx.execute<{ lead_id: string }[]>('select lead_id from call_attempt where id = ?', [
    attemptId,
  ]);
  if (!rows[0]) return null;
  // lead first, always: two transactions that lock in different orders would wait for each other
  const lead = await lockLead(tx, rows[0].lead_id);
  const attempt = await lockAttempt(tx, attemptId);
  return lead && attempt ? { lead, attempt } : null;
};

/** Locks the call alone: for what happens inside its talk and concerns nobody else. */
export const lockAttempt = async (tx: Tx, attemptId: string): Promise<CallAttemptRow | null> =>
  (await tx.findOne(
    CallAttempt,
    { id: attemptId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as CallAttemptRow | null;
