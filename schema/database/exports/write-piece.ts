import { LockMode } from '@mikro-orm/core';
import type { ExportedSound, ExportPosition } from '../../contracts/exports.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { LeadExport, LeadExportPiece, type LeadExportRow } from './entities.ts';

/** The file of rows, as everything but the sounds is. Its pieces have the export's own id as their draft. */
export const rowsFile = 'person.json';

/**
 * The export, locked until the transaction ends, while it is being written. Null when it is over: whole, removed, or gone
 * with its business.
 */
export const lockExport = async (tx: Tx, id: string): Promise<LeadExportRow | null> =>
  (await tx.findOne(
    LeadExport,
    { id, state: 'writing' },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as LeadExportRow | null;

/** What was written of the file of rows, and where it goes on from there. */
export interface RowsPiece {
  text: string;
  entries: number;
  position: ExportPosition;
}

/** Adds to the file of rows, and moves on: both or neither. The export is locked. */
export const writeRows = async (
  tx: Tx,
  found: LeadExportRow,
  { text, entries, position }: RowsPiece,
): Promise<void> => {
  const content = Buffer.from(text, 'utf8');
  await writePiece(tx, found, { draft: found.id, number: found.pieces, content });
  await tx.nativeUpdate(
    LeadExport,
    { id: found.id },
    {
      ...{ position, pieces: found.pieces + 1 },
      ...{ entries: found.entries + entries, bytes: found.bytes + content.length },
    },
  );
};

/** Adds a piece to a file that becomes one of the export's when it is whole. The export is locked. */
export const writePiece = async (
  tx: Tx,
  { id: exportId, tenantId, leadId }: LeadExportRow,
  piece: { draft: string; number: number; content: Buffer },
): Promise<void> => {
  await tx.insert(LeadExportPiece, {
    ...{ id: uuidV7(), tenantId, createdAt: new Date(), exportId, leadId },
    ...piece,
  });
};

/** Says what became of one sound; one that is whole becomes a file of the export. The export is locked. */
export const settleSound = async (
  tx: Tx,
  found: LeadExportRow,
  { sound, draft, bytes }: { sound: ExportedSound; draft: string; bytes: number },
): Promise<void> => {
  const files = sound.file ? [...found.files, { name: sound.file, draft, bytes }] : found.files;
  const sounds = [...found.sounds, sound];
  await tx.nativeUpdate(LeadExport, { id: found.id }, { files, sounds, bytes: found.bytes + bytes });
};

/** Makes an export whole, to be fetched until then, and drops what attempts have left that broke off. It is locked. */
export const finishExport = async (tx: Tx, id: string, { standsMs }: { standsMs: number }): Promise<Date> => {
  const { bytes, files } = await tx.findOneOrFail(LeadExport, { id }, { refresh: true });
  const ofSounds = files.reduce((sum, file) => sum + file.bytes, 0);
  const all = [{ name: rowsFile, draft: id, bytes: bytes - ofSounds }, ...files];
  await tx.nativeDelete(LeadExportPiece, { exportId: id, draft: { $nin: all.map(({ draft }) => draft) } });
  const readyAt = new Date();
  const expiresAt = new Date(readyAt.getTime() + standsMs);
  await tx.nativeUpdate(LeadExport, { id }, { state: 'ready', files: all, readyAt, expiresAt });
  return expiresAt;
};

/** The pieces of one file, in their order, each read by itself. */
export const readPiece = async (
  tx: Tx,
  { exportId, draft, number }: { exportId: string; draft: string; number: number },
): Promise<Uint8Array | null> =>
  (await tx.findOne(LeadExportPiece, { exportId, draft, number }))?.content ?? null;
