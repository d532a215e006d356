import { Readable } from 'node:stream';
import yazl from 'yazl';
import type { ExportedFile } from '../../contracts/exports.ts';
import type { Database } from '../database.ts';
import { LeadExport, type LeadExportRow } from './entities.ts';
import { readPiece } from './write-piece.ts';

/** The export with this id; null when the tenant has none. */
export const findExport = async (db: Database, tenantId: string, id: string): Promise<LeadExportRow | null> =>
  db.inTenant(tenantId, (tx) => tx.findOne(LeadExport, { id }) as Promise<LeadExportRow | null>);

/** Whether it can be fetched: it is whole, and its time is not over. */
export const stands = ({ state, expiresAt }: LeadExportRow): boolean =>
  state === 'ready' && !!expiresAt && expiresAt > new Date();

/**
 * The files of a whole export as one ZIP archive, with words for whoever opens it, read a piece at a time: no more of it is
 * in memory than that. It breaks off when the export is removed meanwhile.
 */
export const packExport = (
  db: Database,
  { id: exportId, tenantId, files, readyAt }: LeadExportRow,
  readMe: string,
): Readable => {
  const archive = new yazl.ZipFile();
  const packed = archive.outputStream as Readable;
  const breakOff = (failure: Error): void => void packed.destroy(failure);
  archive.on('error', breakOff);
  const mtime = readyAt ?? new Date();
  archive.addBuffer(Buffer.from(readMe, 'utf8'), 'READ ME.txt', { mtime });
  for (const file of files) {
    // sounds hardly get smaller
    const options = { mtime, size: file.bytes, compress: file.name.endsWith('.json') };
    archive.addReadStreamLazy(file.name, options, (give) => {
      const pieces = Readable.from(piecesOf(db, { tenantId, exportId, file }));
      // the archive does not listen for it, and one that nobody listens for ends the process
      give(null, pieces.on('error', breakOff));
    });
  }
  archive.end();
  return packed;
};

async function* piecesOf(
  db: Database,
  { tenantId, exportId, file }: { tenantId: string; exportId: string; file: ExportedFile },
): AsyncGenerator<Uint8Array> {
  let left = file.bytes;
  for (let number = 0; left > 0; number += 1) {
    const piece = { exportId, draft: file.draft, number };
    const content = await db.inTenant(tenantId, (tx) => readPiece(tx, piece));
    if (!content) throw new Error('the export was removed while it was read');
    left -= content.length;
    yield content;
  }
}
