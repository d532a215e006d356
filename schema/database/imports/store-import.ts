import type { Actor } from '../../contracts/commands.ts';
import type { ImportMapping } from '../../contracts/imports.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { actorLine } from '../leads/timeline.ts';
import { notePendingBatch } from '../routing/doors.ts';
import { storableText } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { LeadImport, type LeadImportEntry } from './entities.ts';

/** A file of leads, and who sent it. */
export interface UploadedFile {
  tenantId: string;
  /** of the caller: the same id is the same import */
  id: string;
  actor: Actor;
  fileName: string | null;
  header: string[];
  delimiter: string;
  mapping: ImportMapping;
  consentText: string | null;
}

/** Rows in the order of the file. */
export type FileRows = AsyncIterable<{ number: number; cells: string[] }>;

const atOnce = 500;

/** Keeps the rows of an upload as they come in: in the caller's transaction, so all of them or none. Answers how many. */
export const storeRows = async (
  tx: Tx,
  { tenantId, id, rows }: { tenantId: string; id: string; rows: FileRows },
): Promise<number> => {
  let total = 0;
  let batch: { id: string; number: number; cells: string[] }[] = [];
  const write = async (): Promise<void> => {
    if (batch.length === 0) return;
    await tx.execute(
      `insert into lead_import_row (id, tenant_id, import_id, number, cells)
       select r.id, ?, ?, r.number, r.cells from jsonb_to_recordset(?::jsonb) as r (id uuid, number int, cells jsonb)`,
      [tenantId, id, JSON.stringify(batch)],
    );
    total += batch.length;
    batch = [];
  };
  for await (const { number, cells } of rows) {
    batch.push({ id: uuidV7(), number, cells: cells.map(storableText) });
    if (batch.length === atOnce) await write();
  }
  await write();
  return total;
};

/** Makes an import of the rows that are stored, and has it checked: the dry run, which makes no lead. */
export const putImport = async (
  tx: Tx,
  file: UploadedFile & { encoding: string; total: number },
): Promise<void> => {
  const { tenantId, id, actor, fileName, total } = file;
  await tx.insert(LeadImport, {
    ...{ id, tenantId, createdAt: new Date(), total, encoding: file.encoding, delimiter: file.delimiter },
    fileName: fileName && storableText(fileName),
    header: file.header.map(storableText),
    mapping: file.mapping,
    consentText: file.consentText && storableText(file.consentText),
    uploadedBy: actorLine(actor),
  });
  await notePendingBatch(tx, { tenantId, kind: 'import', id, asked: 1 });
  await recordChange(tx, {
    ...{ tenantId, actor, action: 'importUploaded', subject: { kind: 'LeadImport', id } },
    before: null,
    after: { fileName, total },
  });
};

/** The import with this id; null when the tenant has none. */
export const findImport = async (tx: Tx, id: string): Promise<LeadImportEntry | null> =>
  (await tx.findOne(LeadImport, { id })) as LeadImportEntry | null;
