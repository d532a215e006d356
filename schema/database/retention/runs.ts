import { type RemovedCounts, type RemovedKind, removedKinds } from '../../contracts/retention.ts';
import type { Tx } from '../database.ts';
import { RetentionRun } from './entities.ts';

/** A night and its row. */
export interface Run {
  tenantId: string;
  runId: string;
}

/** Writes down that a night has begun; a second call finds it. */
export const beginRun = async (tx: Tx, { tenantId, runId }: Run): Promise<void> => {
  await tx.execute('insert into retention_run (id, tenant_id) values (?, ?) on conflict (id) do nothing', [
    runId,
    tenantId,
  ]);
};

/** Counts what was removed, in the transaction that removes it: whatever is done again counts what it finds. */
export const countRemoved = async (tx: Tx, runId: string, kind: RemovedKind, n: number): Promise<void> => {
  if (n > 0) await tx.execute(`update retention_run set "${kind}" = "${kind}" + ? where id = ?`, [n, runId]);
};

export const removedBy = async (tx: Tx, runId: string): Promise<RemovedCounts> => {
  const row = await tx.findOneOrFail(RetentionRun, { id: runId });
  return Object.fromEntries(removedKinds.map((kind) => [kind, row[kind]])) as RemovedCounts;
};

/** Writes down that the night is over. */
export const endRun = async (tx: Tx, runId: string, isCut: boolean): Promise<void> => {
  await tx.nativeUpdate(RetentionRun, { id: runId, finishedAt: null }, { finishedAt: new Date(), isCut });
};
