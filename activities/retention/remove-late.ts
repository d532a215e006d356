import type { VendorCopy } from '../../schema/contracts/erasure.ts';
import {
  addCopies,
  emptyLate,
  type Forgotten,
  lateForgotten,
  notDeleted,
} from '../../schema/database/retention/late-words.ts';
import { countRemoved } from '../../schema/database/retention/runs.ts';
import { copiesByRows } from '../erasure/copies-by-rows.ts';
import { deleteCopy } from '../erasure/delete-copy.ts';
import type { RemoveKind, RetentionPorts, ToRemove } from './ports.ts';

/** Removes what vendors told of people after they were forgotten, and what they keep of them that they told of too late. */
export const removeLate: RemoveKind = async (ports, task) => {
  const { db } = ports;
  const { tenantId, runId, after, pace } = task;
  const turn = await db.inTenant(tenantId, async (tx) => {
    const forgotten = await lateForgotten(tx, { after, most: pace.forgotten });
    if (forgotten.length === 0) return { forgotten, removed: 0, copies: 0 };
    const leadIds = forgotten.flatMap((one) => one.leadIds);
    const { length: copies } = await notDeleted(tx, await copiesByRows(tx, tenantId, leadIds));
    const removed = await emptyLate(db, tx, { tenantId, forgotten });
    await countRemoved(tx, runId, 'late', removed);
    return { forgotten, removed, copies };
  });
  // whose they are is asked only when there are any
  if (turn.copies > 0) for (const one of turn.forgotten) await deleteLateCopies(ports, task, one);
  return { removed: turn.removed, after: turn.forgotten.at(-1)?.id ?? null };
};

const deleteLateCopies = async (
  ports: RetentionPorts,
  { tenantId }: ToRemove,
  { id: erasureId, leadIds }: Forgotten,
): Promise<void> => {
  const { db } = ports;
  const copies = await db.inTenant(tenantId, async (tx) =>
    notDeleted(tx, await copiesByRows(tx, tenantId, leadIds)),
  );
  const ended: VendorCopy[] = [];
  for (const copy of copies)
    if (await deleteCopy(ports, { tenantId, causeId: erasureId, copy })) ended.push(copy);
  if (ended.length > 0) await db.inTenant(tenantId, (tx) => addCopies(tx, erasureId, ended));
};
