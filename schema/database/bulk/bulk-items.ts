import type { BulkItemState } from '../../contracts/bulk.ts';
import type { Tx } from '../database.ts';
import { BulkItem, type BulkItemRow } from './entities.ts';

/** The next leads that were not asked yet, in their order. */
export const waitingItems = async (tx: Tx, bulkId: string, most: number): Promise<BulkItemRow[]> =>
  (await tx.find(
    BulkItem,
    { bulkId, state: 'waiting' },
    { orderBy: { number: 'asc' }, limit: most },
  )) as BulkItemRow[];

/** How many leads were asked and have not answered yet. */
export const itemsAsked = (tx: Tx, bulkId: string): Promise<number> =>
  tx.count(BulkItem, { bulkId, state: 'asked' });

/** Whether the lead is one of those that the bulk command is about. */
export const isAbout = async (tx: Tx, bulkId: string, leadId: string): Promise<boolean> =>
  (await tx.count(BulkItem, { bulkId, leadId })) > 0;

/** Notes what asked leads have answered since; answers how many have. */
export const takeAnswers = async (tx: Tx, bulkId: string): Promise<number> => {
  const answered = await tx.execute<{ id: string }[]>(
    `update bulk_item i set state = c.state, code = c.code, text = c.text from command c
     where i.bulk_id = ? and i.state = 'asked' and c.id = i.command_id and c.state <> 'accepted' returning i.id`,
    [bulkId],
  );
  return answered.length;
};

/** Notes that a lead was asked, or what came of it at once. */
export const settleItem = async (
  tx: Tx,
  id: string,
  what: { state: Exclude<BulkItemState, 'waiting'>; commandId?: string; code?: string; text?: string },
): Promise<void> => {
  await tx.nativeUpdate(BulkItem, { id }, what);
};
