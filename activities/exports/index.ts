import type { ExportActivities, ExportProgress } from '../../schema/contracts/exports.ts';
import { LeadExport, type LeadExportRow } from '../../schema/database/exports/entities.ts';
import { removeExport } from '../../schema/database/exports/withdraw-exports.ts';
import type { Ports } from '../ports.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { closeFile } from './close-file.ts';
import { takeSound, untakenSound } from './take-sound.ts';
import { writeRowPieces } from './write-rows.ts';

const over: ExportProgress = { kind: 'over', entries: 0, sounds: 0, until: null };

/** Files for people of what is kept of them: where it goes on lies in the rows, and each piece is one transaction. */
export const createExportActivities = (ports: Ports): ExportActivities => ({
  tendExport: ({ tenantId, exportId: id }) =>
    withHeartbeat(async (): Promise<ExportProgress> => {
      const read = () =>
        ports.db.inTenant(tenantId, (tx) => tx.findOne(LeadExport, { id }) as Promise<LeadExportRow | null>);
      const before = await read();
      if (before?.state === 'writing') await writeNext(ports, before);
      const now = await read();
      // erased with its business
      if (!now) return over;
      return {
        kind: now.state === 'writing' ? 'more' : 'over',
        ...{ entries: now.entries, sounds: now.sounds.length },
        until: now.state === 'ready' ? (now.expiresAt?.toISOString() ?? null) : null,
      };
    }),
  removeExport: ({ tenantId, exportId }) => ports.db.inTenant(tenantId, (tx) => removeExport(tx, exportId)),
});

/** The rows first, then the sounds one by one: what could be read of them is told at the end of the file. */
const writeNext = async (ports: Ports, found: LeadExportRow): Promise<void> => {
  if ((await writeRowPieces(ports, found)) === 'more') return;
  const recordingSid = await untakenSound(ports, found);
  if (recordingSid === null) return closeFile(ports, found);
  await takeSound(ports, found, recordingSid);
};
