import type { Database } from '../../schema/database/database.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { beginRun } from '../../schema/database/retention/runs.ts';
import { createApiKey } from '../../schema/database/tenants/api-keys.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { seedTenant, testLinkSecret } from './seed.ts';
import { seedBulk } from './seed-bulk.ts';
import { seedExport } from './seed-export.ts';
import { seedImport } from './seed-import.ts';
import { seedInvitation } from './seed-invitation.ts';
import { seedLead } from './seed-lead.ts';

const catalogue = [1, 2, 3].map((rank) => ({
  ...{ key: `item${rank}`, name: `Item ${rank}`, category: 'all', description: 'It.', rank },
}));

/**
 * So many of everything that a tenant has many of and that belongs to no single lead: files, bulk commands, invitations,
 * keys, exports, erasures, nights of retention, versions of the settings with a catalogue. An action of each of the leads is left in doubt.
 */
export const seedMany = async (
  db: Database,
  tenantId: string,
  { mark, leadIds }: { mark: string; leadIds: readonly string[] },
): Promise<void> => {
  const names = leadIds.map((leadId, n) => ({ leadId, n, own: `${mark}${n}` }));
  for (const { own, n, leadId } of names) {
    await seedImport(db, tenantId, own);
    // each about some leads more than the one before
    await seedBulk(db, tenantId, { mark: own, leadIds: leadIds.slice(0, n + 1) });
    await seedInvitation(db, tenantId, own);
    const { leadId: erased } = await seedLead(db, tenantId, own, 500 + n);
    await db.inTenant(tenantId, async (tx) => {
      const erasure = { tenantId, leadId: erased, reason: 'asked', askedBy: 'staff:admin' } as const;
      await beginErasure(tx, { ...erasure, linkSecret: testLinkSecret });
      await tx.execute(
        `update outbound set state = 'unknown' where id = (select id from outbound where lead_id = ? limit 1)`,
        [leadId],
      );
    });
    await seedExport(db, tenantId, { mark: own, leadId });
    await db.inTenant(tenantId, (tx) => beginRun(tx, { tenantId, runId: uuidV7() }));
    await seedTenant(db, mark, {
      change: (settings) => ({ ...settings, catalogue, talk: { ...settings.talk, agentName: own } }),
    });
  }
  const actor = { kind: 'staff', id: 'admin' } as const;
  const key = { tenantId, scopes: ['leads:read' as const], expiresAt: null, actor };
  // of the log of changes the newest are of one kind: things of another are looked up by another statement
  for (const { own } of names) await db.inTenant(tenantId, (tx) => createApiKey(tx, { ...key, name: own }));
};
