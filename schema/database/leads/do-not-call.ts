import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { DoNotCall, Lead } from './entities.ts';
import { addToTimeline } from './timeline.ts';

/** Who changes the list, and why. */
export interface DoNotCallChange {
  tenantId: string;
  /** E.164 */
  number: string;
  reason: string;
  staffKey: string;
}

/**
 * Puts a number on the tenant's do-not-call list, and tells every lead that has it. From this commit on no call to it is
 * decided for. A number that is on the list stays as it is: its id.
 */
export const addDoNotCall = async (tx: Tx, change: DoNotCallChange): Promise<string> => {
  const { tenantId, number, reason, staffKey } = change;
  const id = uuidV7();
  await tx.execute(
    `insert into do_not_call (id, tenant_id, number, reason, added_by) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, number) where removed_at is null do nothing`,
    [id, tenantId, number, reason, staffKey],
  );
  const live = await tx.findOneOrFail(DoNotCall, { number, removedAt: null });
  if (live.id === id) await tellLeads(tx, change, 'doNotCallAdded', id);
  return live.id;
};

/** Takes a number off the list; the entry stays as a record of that. False when it is not on it. */
export const removeDoNotCall = async (tx: Tx, change: DoNotCallChange): Promise<string | null> => {
  const live = await tx.findOne(DoNotCall, { number: change.number, removedAt: null });
  if (!live) return null;
  const removed = { removedAt: new Date(), removedBy: change.staffKey, removedBecause: change.reason };
  if ((await tx.nativeUpdate(DoNotCall, { id: live.id, removedAt: null }, removed)) === 0) return null;
  await tellLeads(tx, change, 'doNotCallRemoved', live.id);
  return live.id;
};

const tellLeads = async (
  tx: Tx,
  { tenantId, number, reason, staffKey }: DoNotCallChange,
  kind: string,
  entryId: string,
): Promise<void> => {
  const leads = await tx.find(Lead, { phone: number, mergedInto: null }, { fields: ['id'] });
  for (const { id: leadId } of leads)
    await addToTimeline(tx, {
      tenantId,
      leadId,
      kind,
      details: { reason },
      actor: `staff:${staffKey}`,
      causedBy: { kind: 'system', id: entryId },
    });
};
