import type { Database } from '../../schema/database/database.ts';
import { LeadExport } from '../../schema/database/exports/entities.ts';
import { rowsFile, writePiece } from '../../schema/database/exports/write-piece.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

/** An export of a lead that can be fetched; `mark` stands in its file. Answers its id. */
export const seedExport = (
  db: Database,
  tenantId: string,
  { mark, leadId }: { mark: string; leadId: string },
): Promise<string> =>
  db.inTenant(tenantId, async (tx) => {
    const [id, content] = [uuidV7(), Buffer.from(JSON.stringify({ of: `${mark} lead` }))];
    const files = [{ name: rowsFile, draft: id, bytes: content.length }];
    const expiresAt = new Date('2100-01-01T00:00:00Z');
    await tx.insert(LeadExport, {
      ...{ id, tenantId, createdAt: new Date(), leadId, leadIds: [leadId], files, sounds: [] },
      ...{ actorKind: 'staff', actorId: 'admin', position: { section: 0, after: null } },
      ...{ state: 'ready', pieces: 1, bytes: content.length, readyAt: new Date(), expiresAt },
    });
    const found = await tx.findOneOrFail(LeadExport, { id });
    await writePiece(tx, found, { draft: id, number: 0, content });
    return id;
  });
