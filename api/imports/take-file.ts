import { mapColumns } from '../../domain/imports/guess-columns.ts';
import type { Database } from '../../schema/database/database.ts';
import type { LeadImportEntry } from '../../schema/database/imports/entities.ts';
import {
  findImport,
  putImport,
  storeRows,
  type UploadedFile,
} from '../../schema/database/imports/store-import.ts';
import { isUniqueViolation } from '../../schema/database/unique-violation.ts';
import { type CsvRow, readCsv } from './read-csv.ts';
import { UploadRefused } from './upload-refused.ts';

/** A file on its way to us: who sends it, and what they say of it. */
export interface FileToTake
  extends Pick<UploadedFile, 'tenantId' | 'id' | 'actor' | 'fileName' | 'consentText'> {
  /** by column, the heading in the file */
  said: Readonly<Record<string, string>>;
  pieces: AsyncIterable<Buffer>;
}

export const mostRows = 200_000;

/**
 * Stores a file of leads, row by row as it comes in, all of it or nothing, and has it checked. No lead is made. The same id
 * is the same import: a second file under it is not read. Throws `UploadRefused` for what its sender can mend.
 */
export const takeFile = async (db: Database, file: FileToTake): Promise<LeadImportEntry> => {
  const { tenantId, id } = file;
  const stored = () => db.inTenant(tenantId, (tx) => findImport(tx, id));
  const before = await stored();
  if (before) return before;
  try {
    await store(db, file);
  } catch (failure) {
    // the same file twice at once: the other one is stored
    if (!isUniqueViolation(failure)) throw failure;
  }
  const after = await stored();
  if (!after) throw new Error('an import that was stored is not there');
  return after;
};

const store = async (db: Database, { said, pieces, ...file }: FileToTake): Promise<void> => {
  const { tenantId, id } = file;
  const csv = await readCsv(pieces);
  const { header, delimiter, encoding } = csv;
  const { mapping, problems } = mapColumns(header, said);
  const [problem] = problems;
  if (problem) throw new UploadRefused(`map.${problem.column}`, problem.expected);
  if (mapping.phone === undefined && mapping.email === undefined)
    throw new UploadRefused('map', 'a column of phone numbers or of e-mail addresses');
  await db.inTenant(tenantId, async (tx) => {
    const total = await storeRows(tx, { tenantId, id, rows: atMost(mostRows, csv.rows) });
    if (total === 0) throw new UploadRefused('body', 'rows below the header');
    await putImport(tx, { ...file, header, delimiter, mapping, encoding: encoding(), total });
  });
};

async function* atMost(most: number, rows: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow> {
  let taken = 0;
  for await (const row of rows) {
    taken += 1;
    if (taken > most) throw new UploadRefused('body', `at most ${most} rows`, 413);
    yield row;
  }
}
