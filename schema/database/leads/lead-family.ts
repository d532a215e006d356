import type { Tx } from '../database.ts';

/**
 * The lead that this one is by now, through any number of merges; null when the tenant has no such lead, or has forgotten
 * them.
 */
export const findRoot = async (tx: Tx, leadId: string): Promise<string | null> => {
  const [row] = await tx.execute<{ id: string }[]>(
    'select id from lead where id = lead_root(?) and erased_at is null',
    [leadId],
  );
  return row?.id ?? null;
};

/** The same of a lead that is there, forgotten or not. */
export const leadRoot = async (tx: Tx, leadId: string): Promise<string> => {
  const [row] = await tx.execute<{ id: string | null }[]>('select lead_root(?) as id', [leadId]);
  return row?.id ?? leadId;
};

/**
 * A lead and every lead that it took in, however it is named: rows stay with the lead that they were written for, so
 * whatever a person did or was told is read over all of them.
 */
export const leadFamily = async (tx: Tx, leadId: string): Promise<string[]> => {
  const rows = await tx.execute<{ id: string }[]>('select lead_family(?) as id', [leadId]);
  return rows.length > 0 ? rows.map(({ id }) => id) : [leadId];
};
