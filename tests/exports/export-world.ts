import { MockActivityEnvironment } from '@temporalio/testing';
import { createExportActivities } from '../../activities/exports/index.ts';
import type { Ports } from '../../activities/ports.ts';
import type { ExportProgress } from '../../schema/contracts/exports.ts';
import { askExport } from '../../schema/database/exports/ask-export.ts';
import { LeadExport, type LeadExportRow } from '../../schema/database/exports/entities.ts';
import { readPiece } from '../../schema/database/exports/write-piece.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { fakeTelephony } from '../activities/fake-vendors.ts';
import { keptLog } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';

/** A business whose people are given what is kept of them, with a vendor that does as it is told. */
export interface ExportWorld extends TestDatabase {
  tenantId: string;
  telephony: ReturnType<typeof fakeTelephony>;
  ask(leadId: string, id?: string): Promise<string | null>;
  /** One piece of work, wanted for so long already. */
  tend(exportId: string, waitedMs?: number): Promise<ExportProgress>;
  /** Writes until it is over. */
  write(exportId: string): Promise<LeadExportRow>;
  find(exportId: string): Promise<LeadExportRow>;
  contents(written: LeadExportRow, name?: string): Promise<Buffer>;
  remove(exportId: string): Promise<void>;
}

export const exportWorld = async (): Promise<ExportWorld> => {
  const database = await testDatabase();
  const { db } = database;
  const { tenantId } = await seedTenant(db, 'Alpha');
  const telephony = fakeTelephony();
  const ports = { db, telephony: telephony.port, linkSecret, log: keptLog().log } as unknown as Ports;
  const { tendExport, removeExport } = createExportActivities(ports);
  const tend = (exportId: string, waitedMs = 0) =>
    new MockActivityEnvironment({ scheduledTimestampMs: Date.now() - waitedMs }).run(tendExport, {
      tenantId,
      exportId,
    }) as Promise<ExportProgress>;
  const find = (id: string) =>
    db.inTenant(tenantId, (tx) => tx.findOneOrFail(LeadExport, { id })) as Promise<LeadExportRow>;
  return {
    ...database,
    ...{ tenantId, telephony, tend, find },
    ask: (leadId, id = uuidV7()) =>
      db.inTenant(tenantId, (tx) =>
        askExport(tx, { tenantId, id, leadId, actor: { kind: 'staff', id: 'admin' } }),
      ),
    write: async (exportId) => {
      while ((await tend(exportId)).kind === 'more');
      return find(exportId);
    },
    contents: async ({ id: exportId, files }, name = 'person.json') => {
      const draft = files.find((file) => file.name === name)?.draft ?? '';
      const pieces: Uint8Array[] = [];
      for (let number = 0; ; number += 1) {
        const piece = await db.inTenant(tenantId, (tx) => readPiece(tx, { exportId, draft, number }));
        if (!piece) return Buffer.concat(pieces);
        pieces.push(piece);
      }
    },
    remove: (exportId) => removeExport({ tenantId, exportId }),
  };
};
