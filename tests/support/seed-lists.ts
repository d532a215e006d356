import type { Database } from '../../schema/database/database.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { addDoNotCall } from '../../schema/database/leads/do-not-call.ts';
import { beginRun, countRemoved } from '../../schema/database/retention/runs.ts';
import { takeCallTurn } from '../../schema/database/routing/call-turns.ts';
import { createApiKey } from '../../schema/database/tenants/api-keys.ts';
import { StaffSession } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testLinkSecret } from './seed.ts';
import { seedInvitation } from './seed-invitation.ts';
import { seedLead } from './seed-lead.ts';

const admin = { kind: 'staff', id: 'admin' } as const;

/** One row in each list of a tenant that belongs to no lead that is asked for, each with the mark in what can be read of it. */
export const seedLists = async (db: Database, tenantId: string, mark: string): Promise<void> => {
  const { leadId } = await seedLead(db, tenantId, mark, 9);
  await seedInvitation(db, tenantId, mark);
  await db.inTenant(tenantId, async (tx) => {
    await addDoNotCall(tx, { tenantId, number: '+12025550199', reason: mark, by: admin });
    await createApiKey(tx, { tenantId, name: mark, scopes: ['leads:read'], expiresAt: null, actor: admin });
    const asked = { tenantId, leadId, reason: 'asked', askedBy: `staff:${mark}` } as const;
    await beginErasure(tx, { ...asked, linkSecret: testLinkSecret });
    const runId = uuidV7();
    await beginRun(tx, { tenantId, runId });
    // it has no text for the mark to stand in
    await countRemoved(tx, runId, 'leads', mark.charCodeAt(0));
  });
};

/** Two calls of an account that may place one in a long time: the second one waits. */
export const queueCalls = async (db: Database, tenantId: string, leadId: string): Promise<void> => {
  const pace = { vendor: 'twilio', account: tenantId, callsPerSecond: 0.001 };
  for (const causeId of [uuidV7(), uuidV7()])
    await db.inTenant(tenantId, (tx) => takeCallTurn(tx, pace, { tenantId, leadId, causeId }));
};

/** A session that lasts, of the person, on the device. */
export const seedSession = async (
  db: Database,
  session: { tenantId: string; userId: string; device: string },
): Promise<string> => {
  const id = uuidV7();
  const expiresAt = new Date('2100-01-01T00:00:00Z');
  await db.inTenant(session.tenantId, (tx) =>
    tx.insert(StaffSession, { id, ...session, createdAt: new Date(), expiresAt }),
  );
  return id;
};
