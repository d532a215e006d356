import { csvLine } from '../../domain/imports/csv-cell.ts';
import type { Database } from '../../schema/database/database.ts';
import type { LeadImportEntry, LeadImportRowEntry } from '../../schema/database/imports/entities.ts';
import { badRows } from '../../schema/database/imports/import-rows.ts';

/**
 * The rows that became no lead, as they stood in the file, each with what was expected: a file to mend and to send again. Read
 * page by page.
 */
export async function* problemsCsv(
  db: Database,
  { tenantId, id, header }: LeadImportEntry,
): AsyncGenerator<string> {
  // spreadsheets take a file for UTF-8 by this mark
  yield `\uFEFF${csvLine(['row', 'problems', ...header])}`;
  for (let after = 0; ; ) {
    const rows = await db.inTenant(tenantId, (tx) => badRows(tx, { importId: id, after }));
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => csvLine([row.number, inWords(row), ...row.cells])).join('');
    after = last.number;
  }
}

const inWords = ({ state, problems, duplicateOf }: LeadImportRowEntry): string => {
  if (state === 'duplicate')
    return duplicateOf ? `is the same person as row ${duplicateOf}` : 'is a lead already';
  return (problems ?? [])
    .map(({ column, expected }) => (column ? `${column}: expected ${expected}` : `expected ${expected}`))
    .join('; ');
};
