import type { Tx } from '../database.ts';

/**
 * What came in while it was nobody's is found by a person's numbers and addresses alone: mails, and rows of files of which a
 * lead may still be made. A row that nobody could read is found by an address that stands in it.
 */
export const emptyUnclaimed = async (tx: Tx, values: readonly string[]): Promise<void> => {
  const known = values.map((value) => value.toLowerCase());
  await tx.execute(
    `update inbound_event set body = '{}', body_hash = null
     where lead_id is null and lower(body ->> 'from') = any(array[?]::text[])`,
    [known],
  );
  await tx.execute(
    `delete from lead_import_row where id in (
       select r.id from lead_import_row r
       where r.lead_id is null and (r.phone = any(array[?]::text[]) or r.email = any(array[?]::text[])
         or exists (select from jsonb_array_elements_text(r.cells) cell where lower(btrim(cell)) = any(array[?]::text[])))
       -- in the order in which an import takes its rows
       order by r.import_id, r.number for update)`,
    [known, known, known],
  );
};
