import { csvLine } from '../../domain/imports/csv-cell.ts';
import { delimiters } from '../../domain/imports/delimiter.ts';
import type { Database } from '../../schema/database/database.ts';
import type { LeadImportEntry, LeadImportRowEntry } from '../../schema/database/imports/entities.ts';
import { badRows } from '../../schema/database/imports/import-rows.ts';

/**
 * The rows that became no lead, as they stood in the file, each with what was expected: a file to mend and to send again. Read
 * page by page.
 */
export async function* problemsCsv(
  db: Database,
  { tenantId, id, header, delimiter }: LeadImportEntry,
): AsyncGenerator<string> {
  // as the file came: whoever made it opens this with the same program
  const line = (cells: Parameters<typeof csvLine>[0]): string =>
    csvLine(
      cells,
      delimiters.find((known) => known === delimiter),
    );
  // spreadsheets take a file for UTF-8 by this mark
  yield `\uFEFF${line(['row', 'problems', ...header])}`;
  for (let after = 0; ; ) {
    const rows = await db.inTenant(tenantId, (tx) => badRows(tx, { importId: id, after }));
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => line([row.number, inWords(row), ...row.cells])).join('');
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
