import { personFile } from '../../domain/exports/person-file.ts';
import type { LeadExportRow } from '../../schema/database/exports/entities.ts';
import { finishExport, lockExport, writeRows } from '../../schema/database/exports/write-piece.ts';
import type { Ports } from '../ports.ts';

const standsMs = 7 * 24 * 3_600_000;

/** Writes the end of the file, and makes the export whole: in one transaction, so that it ends once. */
export const closeFile = async (
  { db }: Pick<Ports, 'db'>,
  { id, tenantId }: LeadExportRow,
): Promise<void> => {
  await db.inTenant(tenantId, async (tx) => {
    const found = await lockExport(tx, id);
    if (!found) return;
    const { position, sounds } = found;
    const told = sounds.map(({ recordingSid, file, missing }) => ({
      recordingSid,
      ...(file ? { file } : { missing }),
    }));
    await writeRows(tx, found, { text: personFile.end(told), entries: 0, position });
    await finishExport(tx, id, { standsMs });
  });
};
