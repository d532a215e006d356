import { LockMode } from '@mikro-orm/core';
import type { CommandArguments, CommandCode } from '../../contracts/commands.ts';
import type { Tx } from '../database.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { Outbound, type OutboundRow } from './entities.ts';

/** What settles an action is a person's word. */
export const byHand = 'byHand';

export type SettledByHand =
  | { kind: 'settled'; row: OutboundRow }
  | { kind: 'refused'; code: Extract<CommandCode, 'noSuchAction' | 'notInDoubt' | 'notRepeatable'> };

/**
 * Settles an action that nobody could find out about, by what a person says of it. The lead is locked by this
 * transaction. One that is settled already, or still being looked into, is left as it is.
 */
export const settleByHand = async (
  tx: Tx,
  leadId: string,
  { actionId, as, vendorId }: CommandArguments['settleUnknown'],
): Promise<SettledByHand> => {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  // rows stay with the lead that they were written for: this one answers for whoever it took in
  const mine = { id: actionId, leadId: { $in: await leadFamily(tx, leadId) } };
  const row = (await tx.findOne(Outbound, mine, { lockMode })) as OutboundRow | null;
  const now = new Date();
  if (!row) return { kind: 'refused', code: 'noSuchAction' };
  const isHeld = row.leaseUntil !== null && row.leaseUntil !== undefined && row.leaseUntil > now;
  if (row.state !== 'unknown' || isHeld) return { kind: 'refused', code: 'notInDoubt' };
  // whether a call was answered is heard of by itself; a second one is asked for, never repeated
  if (as === 'again' && row.kind !== 'email') return { kind: 'refused', code: 'notRepeatable' };
  const next = {
    sent: { state: 'sent', reason: byHand, vendorId: vendorId ?? row.vendorId ?? null, settledAt: now },
    skip: { state: 'skipped', reason: byHand, settledAt: now },
    again: { state: 'planned', reason: byHand, leaseUntil: null },
  } as const;
  await tx.nativeUpdate(Outbound, { id: row.id }, next[as]);
  return { kind: 'settled', row: { ...row, ...next[as] } as OutboundRow };
};
