import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { DoNotCall, Lead } from './entities.ts';
import { actorKey, actorLine, addToTimeline } from './timeline.ts';

/** Who changes the list, and why. */
export interface DoNotCallChange {
  tenantId: string;
  /** E.164 */
  number: string;
  reason: string;
  by: Actor;
}

/**
 * Puts a number on the tenant's do-not-call list, and tells every lead that has it. From this commit on no call to it is
 * decided for. A number that is on the list stays as it is: its id.
 */
export const addDoNotCall = async (tx: Tx, change: DoNotCallChange): Promise<string> => {
  const { tenantId, number, reason, by } = change;
  const id = uuidV7();
  await tx.execute(
    `insert into do_not_call (id, tenant_id, number, reason, added_by) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, number) where removed_at is null do nothing`,
    [id, tenantId, number, reason, actorKey(by)],
  );
  const live = await tx.findOneOrFail(DoNotCall, { number, removedAt: null });
  if (live.id === id) await tell(tx, change, 'doNotCallAdded', id);
  return live.id;
};

/** Takes a number off the list; the entry stays as a record of that. False when it is not on it. */
export const removeDoNotCall = async (tx: Tx, change: DoNotCallChange): Promise<string | null> => {
  const live = await tx.findOne(DoNotCall, { number: change.number, removedAt: null });
  if (!live) return null;
  const removed = { removedAt: new Date(), removedBy: actorKey(change.by), removedBecause: change.reason };
  if ((await tx.nativeUpdate(DoNotCall, { id: live.id, removedAt: null }, removed)) === 0) return null;
  await tell(tx, change, 'doNotCallRemoved', live.id);
  return live.id;
};

/** The audit log names the entry and not the number: an erased person's number leaves the list, and would stay there. */
const tell = async (
  tx: Tx,
  change: DoNotCallChange,
  action: 'doNotCallAdded' | 'doNotCallRemoved',
  id: string,
): Promise<void> => {
  const { tenantId, by: actor } = change;
  const isAdded = action === 'doNotCallAdded';
  await recordChange(tx, {
    ...{ tenantId, actor, action, subject: { kind: 'DoNotCallEntry', id } },
    before: { isListed: !isAdded },
    after: { isListed: isAdded },
  });
  await tellLeads(tx, change, action, id);
};

const tellLeads = async (
  tx: Tx,
  { tenantId, number, reason, by }: DoNotCallChange,
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
      actor: actorLine(by),
      causedBy: { kind: 'system', id: entryId },
    });
};
