import type { VendorCopy } from '../../contracts/erasure.ts';
import { outboundKey } from '../../contracts/ledger.ts';
import { tableClasses } from '../classes.ts';
import type { Database, Tx } from '../database.ts';
import { Erasure } from '../erasure/entities.ts';
import { emptyRowsOf } from '../erasure/erase-rows.ts';
import { erasurePlan } from '../erasure/erasure-plan.ts';
import { finishErasure } from '../erasure/finish-erasure.ts';
import { Outbound } from '../ledger/entities.ts';

/** No vendor repeats itself for longer. */
const listened = '60 days';

/** Somebody who was forgotten of late. */
export interface Forgotten {
  id: string;
  leadIds: string[];
}

/** Erasures that were done in the last while, in the order of their ids, after one of them. */
export const lateForgotten = async (
  tx: Tx,
  { after, most }: { after: string | null; most: number },
): Promise<Forgotten[]> =>
  tx.execute<Forgotten[]>(
    `select id, lead_ids as "leadIds" from erasure
     where state = 'done' and done_at > now() - interval '${listened}' ${after ? 'and id > ?::uuid' : ''}
     order by id limit ?`,
    [...(after ? [after] : []), most],
  );

/** Empties what was told of them since, and answers how many rows that were. A second time there are none. */
export const emptyLate = async (
  db: Database,
  tx: Tx,
  { tenantId, forgotten }: { tenantId: string; forgotten: readonly Forgotten[] },
): Promise<number> => {
  const leadIds = forgotten.flatMap((one) => one.leadIds);
  const emptied = await emptyRowsOf(tx, erasurePlan(db, tableClasses), { tenantId, leadIds });
  return Object.values(emptied).reduce((sum, rows) => sum + rows, 0);
};

/** Of copies those that no vendor was asked to delete, or that nobody knows the end of. */
export const notDeleted = async (tx: Tx, copies: readonly VendorCopy[]): Promise<VendorCopy[]> => {
  const keyOf = ({ kind, id }: VendorCopy): string => outboundKey.erasure(kind, id);
  const settled = await tx.find(
    Outbound,
    { key: { $in: copies.map(keyOf) }, state: { $in: ['sent', 'rejected'] } },
    { fields: ['key'] },
  );
  const known = new Set(settled.map(({ key }) => key));
  return copies.filter((copy) => !known.has(keyOf(copy)));
};

/** Counts copies into an erasure that is done: their vendor told of them later. */
export const addCopies = async (tx: Tx, erasureId: string, late: readonly VendorCopy[]): Promise<void> => {
  const { copies } = await tx.findOneOrFail(Erasure, { id: erasureId }, { refresh: true });
  const known = new Set(copies.map(({ kind, id }) => `${kind}:${id}`));
  const news = late.filter(({ kind, id }) => !known.has(`${kind}:${id}`));
  await tx.nativeUpdate(Erasure, { id: erasureId }, { copies: [...copies, ...news] });
  await finishErasure(tx, erasureId);
};
