import type { RemovedKind } from '../../schema/contracts/retention.ts';
import { ofMessages, ofNobody, type Removal, removeSome } from '../../schema/database/retention/removals.ts';
import { countRemoved } from '../../schema/database/retention/runs.ts';
import { nothingDue, type RemoveKind } from './ports.ts';

/** Removes old rows table by table; the place is the number of the table. */
const removeRows =
  (kind: RemovedKind & ('messages' | 'unclaimed'), removals: readonly Removal[]): RemoveKind =>
  async ({ db }, { tenantId, runId, before: all, after, pace }) => {
    const before = all[kind];
    const at = Number(after ?? 0);
    const removal = removals[at];
    if (!before || !removal) return nothingDue;
    const removed = await db.inTenant(tenantId, async (tx) => {
      const rows = await removeSome(db, tx, { removal, before, most: pace.rows });
      await countRemoved(tx, runId, kind, rows);
      return rows;
    });
    return { removed, after: String(removed < pace.rows ? at + 1 : at) };
  };

export const removeMessages = removeRows('messages', ofMessages);
export const removeUnclaimed = removeRows('unclaimed', ofNobody);
