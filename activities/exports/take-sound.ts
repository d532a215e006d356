import { VendorFailure } from '../../schema/contracts/failures.ts';
import { CallAttempt, Recording } from '../../schema/database/calls/entities.ts';
import type { LeadExportRow } from '../../schema/database/exports/entities.ts';
import { lockExport, settleSound, writePiece } from '../../schema/database/exports/write-piece.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { Ports } from '../ports.ts';
import { waitedMs } from '../waited.ts';

const pieceBytes = 512 * 1024;
/** A vendor that is away for longer keeps nobody from what is kept here. */
const longestAwayMs = 3_600_000;

type Needs = Pick<Ports, 'db' | 'telephony' | 'log'>;

/** The next recording of the person of which it is not settled yet whether its sound is in the export; null when all are. */
export const untakenSound = (
  { db }: Needs,
  { tenantId, leadIds, sounds }: LeadExportRow,
): Promise<string | null> =>
  db.inTenant(tenantId, async (tx) => {
    const calls = await tx.find(CallAttempt, { leadId: { $in: leadIds } }, { fields: ['id'] });
    const settled = sounds.map(({ recordingSid }) => recordingSid);
    const next = await tx.findOne(
      Recording,
      { attemptId: { $in: calls.map(({ id }) => id) }, recordingSid: { $nin: settled } },
      { orderBy: { id: 'asc' } },
    );
    return next?.recordingSid ?? null;
  });

/**
 * Reads the sound of a recording from its vendor into a file of the export. What an attempt left that broke off is no part
 * of it, so a second one begins anew; of two at once the first that is whole stands.
 */
export const takeSound = async (
  { db, telephony, log }: Needs,
  { id, tenantId }: LeadExportRow,
  recordingSid: string,
): Promise<void> => {
  const draft = uuidV7();
  const settle = (file: string | null, missing: 'gone' | 'unreachable' | null, bytes = 0) =>
    db.inTenant(tenantId, async (tx) => {
      const found = await lockExport(tx, id);
      if (!found || found.sounds.some((sound) => sound.recordingSid === recordingSid)) return;
      await settleSound(tx, found, { sound: { recordingSid, file, missing }, draft, bytes });
    });
  try {
    const sound = await telephony.readRecording(recordingSid);
    if (!sound) return await settle(null, 'gone');
    let [number, bytes] = [0, 0];
    for await (const content of inPieces(sound)) {
      const stands = await db.inTenant(tenantId, async (tx) => {
        const found = await lockExport(tx, id);
        if (found) await writePiece(tx, found, { draft, number, content });
        return found !== null;
      });
      if (!stands) return;
      number += 1;
      bytes += content.length;
    }
    await settle(`recordings/${recordingSid}.wav`, null, bytes);
  } catch (err) {
    if (!(err instanceof VendorFailure)) throw err;
    // what it refuses once it refuses again
    if (err.certainty !== 'rejected' && waitedMs() < longestAwayMs) throw err;
    log.warn({ err, exportId: id }, 'a recording could not be read for an export');
    await settle(null, 'unreachable');
  }
};

/** Bytes as they come in, in pieces of one size: no more of a sound is in memory than that. */
async function* inPieces(sound: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let [held, size]: [Uint8Array[], number] = [[], 0];
  for await (const chunk of sound) {
    held.push(chunk);
    size += chunk.length;
    if (size < pieceBytes) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(held);
}
