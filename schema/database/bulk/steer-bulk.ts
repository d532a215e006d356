import { LockMode } from '@mikro-orm/core';
import type { BulkItemState, BulkState } from '../../contracts/bulk.ts';
import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { BulkCommand, type BulkCommandRow } from './entities.ts';

/** The bulk command, locked until the transaction ends. Null when the tenant has none. */
export const lockBulk = async (tx: Tx, id: string): Promise<BulkCommandRow | null> =>
  (await tx.findOne(
    BulkCommand,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as BulkCommandRow | null;

/** Asks no more leads; those that were asked answer yet. A second call changes nothing. */
export const stopBulk = async (
  tx: Tx,
  { id, actor }: { id: string; actor: Actor },
): Promise<'stopped' | 'over' | 'unknown'> => {
  const found = await lockBulk(tx, id);
  if (!found) return 'unknown';
  if (found.state === 'done') return 'over';
  if (found.state !== 'running') return 'stopped';
  await tx.nativeUpdate(BulkCommand, { id }, { state: 'stopping' });
  await recordChange(tx, {
    ...{ tenantId: found.tenantId, actor, action: 'bulkStopped', subject: { kind: 'BulkCommand', id } },
    before: { state: 'running' },
    after: { state: 'stopping' },
  });
  return 'stopped';
};

/** Counts what the leads have answered, and ends a bulk command of which nothing is left. Answers how it stands. */
export const countBulk = async (
  tx: Tx,
  bulk: Pick<BulkCommandRow, 'id' | 'state'>,
): Promise<{ state: BulkState; done: number; refused: number }> => {
  const rows = await tx.execute<{ state: BulkItemState; count: number }[]>(
    'select state, count(*)::int as count from bulk_item where bulk_id = ? group by state',
    [bulk.id],
  );
  const of = (state: BulkItemState): number => rows.find((row) => row.state === state)?.count ?? 0;
  const counts = { done: of('done'), refused: of('refused') };
  const isOver = of('asked') === 0 && (of('waiting') === 0 || bulk.state === 'stopping');
  const ended: BulkState = of('waiting') === 0 ? 'done' : 'stopped';
  const state = isOver ? ended : bulk.state;
  await tx.nativeUpdate(
    BulkCommand,
    { id: bulk.id },
    { ...counts, state, ...(isOver && { finishedAt: new Date() }) },
  );
  return { state, ...counts };
};
