import { LockMode } from '@mikro-orm/core';
import type { ImportRowState, RowProblem } from '../../contracts/imports.ts';
import type { Tx } from '../database.ts';
import { LeadImport, LeadImportRow, type LeadImportRowEntry } from './entities.ts';

/**
 * The next rows of an import that are in one of these states, in the order of the file, locked: who is forgotten while leads are made
 * of them is made none.
 */
export const nextRows = async (
  tx: Tx,
  {
    importId,
    after,
    states,
    most,
  }: { importId: string; after: number; states: ImportRowState[]; most: number },
): Promise<LeadImportRowEntry[]> =>
  (await tx.find(
    LeadImportRow,
    { importId, state: { $in: states }, number: { $gt: after } },
    { orderBy: { number: 'asc' }, limit: most, lockMode: LockMode.PESSIMISTIC_WRITE },
  )) as LeadImportRowEntry[];

/** What was found out about a row. */
export interface RowFinding {
  id: string;
  state: ImportRowState;
  phone?: string | null;
  email?: string | null;
  problems?: RowProblem[];
  duplicateOf?: number;
  leadId?: string;
}

/** Forgets what an earlier check has found out about rows. */
export const forgetFindings = async (tx: Tx, rows: readonly LeadImportRowEntry[]): Promise<void> => {
  const ids = rows.filter(({ state }) => state !== 'stored').map(({ id }) => id);
  if (ids.length === 0) return;
  const nothing = { phone: null, email: null, problems: null, duplicateOf: null, leadId: null };
  await tx.nativeUpdate(LeadImportRow, { id: { $in: ids } }, nothing);
};

/** Writes down what was found out about rows; the cells of a row that became a lead are let go. */
export const settleRows = async (tx: Tx, findings: readonly RowFinding[]): Promise<void> => {
  if (findings.length === 0) return;
  await tx.execute(
    `update lead_import_row r set state = f.state, problems = f.problems, phone = coalesce(f.phone, r.phone),
       email = coalesce(f.email, r.email), lead_id = coalesce(f."leadId", r.lead_id),
       duplicate_of = coalesce(f."duplicateOf", r.duplicate_of),
       cells = case when f.state = 'made' then '[]'::jsonb else r.cells end
     from jsonb_to_recordset(?::jsonb)
       as f (id uuid, state text, phone text, email text, problems jsonb, "duplicateOf" int, "leadId" uuid)
     where r.id = f.id`,
    [JSON.stringify(findings)],
  );
};

/**
 * Marks what would be somebody a second time: who is a lead already, and of rows with one number or address all but the
 * first. Asked when every row was checked.
 */
export const markDuplicates = async (tx: Tx, importId: string): Promise<void> => {
  // the number weighs more than the address, as with forms
  for (const kind of ['phone', 'email'] as const)
    await tx.execute(
      `update lead_import_row r set state = 'duplicate', lead_id = lead_root(i.lead_id)
       from lead_identity i
       where r.import_id = ? and r.state = 'ready' and i.kind = ? and i.value = r."${kind}"`,
      [importId, kind],
    );
  for (const column of ['phone', 'email'] as const)
    await tx.execute(
      `update lead_import_row r set state = 'duplicate', duplicate_of = twin.first
       from (
         select id, number, min(number) over (partition by "${column}") as first from lead_import_row
         where import_id = ? and state = 'ready' and "${column}" is not null
       ) twin where r.id = twin.id and twin.number > twin.first`,
      [importId],
    );
};

/** The rows that were the same person as one that is a lead by now are that lead's, too: they are erased with it. */
export const followDuplicates = async (tx: Tx, importId: string): Promise<void> => {
  await tx.execute(
    `update lead_import_row r set lead_id = first.lead_id from lead_import_row first
     where r.import_id = ? and r.duplicate_of is not null and r.lead_id is null
       and first.import_id = r.import_id and first.number = r.duplicate_of`,
    [importId],
  );
};

/** Counts the rows of an import by what became of them, onto the import. */
export const countRows = async (tx: Tx, importId: string): Promise<void> => {
  const rows = await tx.execute<{ state: ImportRowState; count: number }[]>(
    'select state, count(*)::int as count from lead_import_row where import_id = ? group by state',
    [importId],
  );
  const of = (state: ImportRowState): number => rows.find((row) => row.state === state)?.count ?? 0;
  const counts = { ready: of('ready'), invalid: of('invalid'), duplicate: of('duplicate'), made: of('made') };
  await tx.nativeUpdate(LeadImport, { id: importId }, counts);
};

/** The next rows that became no lead, with their cells, in the order of the file. */
export const badRows = async (
  tx: Tx,
  { importId, after }: { importId: string; after: number },
): Promise<LeadImportRowEntry[]> =>
  (await tx.find(
    LeadImportRow,
    { importId, state: { $in: ['invalid', 'duplicate'] }, number: { $gt: after } },
    { orderBy: { number: 'asc' }, limit: 500 },
  )) as LeadImportRowEntry[];
