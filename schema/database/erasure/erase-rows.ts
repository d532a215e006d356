import { tableClasses } from '../classes.ts';
import type { Database, Tx } from '../database.ts';
import { Erasure } from './entities.ts';
import { type Emptying, erasurePlan } from './erasure-plan.ts';

/** Rows that were emptied or deleted, by table. */
export type EmptiedRows = Record<string, number>;

/**
 * Empties everything that any table holds of these leads, in one transaction, by the classes of the columns, and counts
 * that into their erasure. A second time finds what has come since: what vendors told late, and otherwise nothing.
 */
export const eraseRows = async (
  db: Database,
  { tenantId, leadIds, erasureId }: { tenantId: string; leadIds: readonly string[]; erasureId: string },
): Promise<EmptiedRows> => {
  const plan = erasurePlan(db, tableClasses);
  return db.inTenant(tenantId, async (tx) => {
    const emptied = await emptyRowsOf(tx, plan, { tenantId, leadIds });
    if (Object.keys(emptied).length > 0) {
      const { rows } = await tx.findOneOrFail(Erasure, { id: erasureId });
      const sum = Object.entries(emptied).map(([table, n]) => [table, (rows[table] ?? 0) + n] as const);
      await tx.nativeUpdate(Erasure, { id: erasureId }, { rows: { ...rows, ...Object.fromEntries(sum) } });
    }
    return emptied;
  });
};

/** The same within a transaction, and counted nowhere. */
export const emptyRowsOf = async (
  tx: Tx,
  plan: readonly Emptying[],
  { tenantId, leadIds }: { tenantId: string; leadIds: readonly string[] },
): Promise<EmptiedRows> => {
  const emptied: EmptiedRows = {};
  for (const { table, change, dirty, ofLeads } of plan) {
    if (!ofLeads) continue;
    const rows = await tx.execute<unknown[]>(`${change} where ${ofLeads} and ${dirty} returning 1`, [
      leadIds,
    ]);
    if (rows.length > 0) emptied[table] = rows.length;
  }
  await tx.execute('select routing.forget_refs(?, array[?]::uuid[])', [tenantId, leadIds]);
  return emptied;
};
