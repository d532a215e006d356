import { erased } from '../../contracts/ledger.ts';
import type { Tx } from '../database.ts';
import { commandHeard, settleCommand } from '../leads/commands.ts';
import { Command } from '../leads/entities.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { Outbound, type OutboundRow } from '../ledger/entities.ts';
import { StaffNote } from '../notes/entities.ts';

/** What was planned for these leads is not done: actions, commands that nobody has answered, notes to staff. */
export const callOffPlanned = async (tx: Tx, leadIds: readonly string[]): Promise<void> => {
  const leadId = { $in: [...leadIds] };
  for (const id of leadIds) await lockLead(tx, id);
  await tx.nativeUpdate(
    Outbound,
    { leadId, state: 'planned' },
    { state: 'cancelled', reason: erased, settledAt: new Date() },
  );
  for (const { id } of await tx.find(Command, { leadId, state: 'accepted' }, { fields: ['id'] })) {
    await settleCommand(tx, id, { state: 'refused', code: 'leadClosed', text: '', effect: {} });
    await commandHeard(tx, id);
  }
  const notes = { leadId, state: 'pending' as const };
  for (const { id } of await tx.find(StaffNote, notes, { fields: ['id'] }))
    await tx.execute('select routing.settle_pending(?, ?, ?)', ['note', id, 1]);
  await tx.nativeUpdate(StaffNote, notes, { state: 'skipped', reason: erased, settledAt: new Date() });
};

/** Actions that may have been done and that nobody knows of; whoever holds a lease may still be at it. */
export const onTheirWay = (tx: Tx, leadIds: readonly string[]): Promise<OutboundRow[]> =>
  tx.find(Outbound, {
    leadId: { $in: [...leadIds] },
    state: { $in: ['sending', 'unknown'] },
    $or: [{ reason: null }, { reason: { $ne: erased } }],
  }) as Promise<OutboundRow[]>;

/** Nobody asks about them any more. An attempt that was found out about meanwhile keeps what was found. */
export const leaveInDoubt = async (tx: Tx, rows: readonly OutboundRow[], reason: string): Promise<void> => {
  for (const { id, attempt } of rows)
    await tx.nativeUpdate(
      Outbound,
      { id, attempt, state: { $in: ['sending', 'unknown'] } },
      { state: 'unknown', reason, leaseUntil: null },
    );
};
