import type { Tx } from '../database.ts';

// of whichever lead of the person it is: rows stay with the lead that they were written for
const person = 'lead l cross join lateral (select array(select lead_family(l.id)) as ids) f';
const ofTheirs = 'lead_id = any(f.ids)';

/**
 * What keeps a closed lead, though its time is over: whatever happened to them since, whatever they or somebody else still
 * waits for, and an action of which nobody knows whether it was done. Each has one `?`, for the instant.
 */
const keepers = [
  `lead_fact where ${ofTheirs} and (signalled_at is null or created_at >= ?)`,
  `command where ${ofTheirs} and (state = 'accepted' or created_at >= ?)`,
  `message where ${ofTheirs} and at >= ?`,
  `call_attempt where ${ofTheirs} and (state <> 'ended' or coalesce(ended_at, created_at) >= ?)`,
  // one that is ahead ends after any instant that is over
  `appointment where ${ofTheirs} and state <> 'cancelled' and ends_at >= ?`,
  `lead_note where ${ofTheirs} and created_at >= ?`,
  `draft where ${ofTheirs} and (state in ('composed', 'held', 'approved') or created_at >= ?)`,
  `outbound where ${ofTheirs} and (state in ('sending', 'unknown') or created_at >= ?)`,
  `bulk_item where ${ofTheirs} and (state in ('waiting', 'asked') or created_at >= ?)`,
];

// `offset 0` has each lead's rows looked up by themselves: joined, a mass of leads that are kept is compared with everything
// that keeps anybody
const due = `l.merged_into is null and l.erased_at is null and l.step = 'closed' and l.closed_at < ?
  ${keepers.map((keeper) => `and not exists (select from ${keeper} offset 0)`).join('\n  ')}`;

const valuesFor = (before: Date): Date[] => Array.from({ length: keepers.length + 1 }, () => before);

/** A lead that is due, and its place in the order in which leads fall due. */
export interface DueLead {
  id: string;
  place: string;
}

const placeShape = /^(.+)\/([0-9a-f-]{36})$/;

/** Closed leads whose time is over and whom nothing keeps, the longest closed first, after a place among them. */
export const dueLeads = async (
  tx: Tx,
  { before, after, most }: { before: Date; after: string | null; most: number },
): Promise<DueLead[]> => {
  const [, at, id] = placeShape.exec(after ?? '') ?? [];
  const rows = await tx.execute<{ id: string; at: string }[]>(
    `select l.id, l.closed_at::text as at from ${person}
     where ${at ? '(l.closed_at, l.id) > (?::timestamptz, ?::uuid) and' : ''} ${due}
     order by l.closed_at, l.id limit ?`,
    [...(at && id ? [at, id] : []), ...valuesFor(before), most],
  );
  return rows.map((row) => ({ id: row.id, place: `${row.at}/${row.id}` }));
};

/** Whether a lead is due as the rows stand in this transaction: told for sure once the lead is locked. */
export const isDue = async (tx: Tx, leadId: string, before: Date): Promise<boolean> => {
  const rows = await tx.execute<unknown[]>(`select from ${person} where l.id = ? and ${due}`, [
    leadId,
    ...valuesFor(before),
  ]);
  return rows.length > 0;
};

/** How many are due now. */
export const countDueLeads = async (tx: Tx, before: Date): Promise<number> => {
  const [row] = await tx.execute<{ n: number }[]>(`select count(*)::int as n from ${person} where ${due}`, [
    ...valuesFor(before),
  ]);
  return row?.n ?? 0;
};
