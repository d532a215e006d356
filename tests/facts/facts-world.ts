import type { FactKind } from '../../schema/contracts/facts.ts';
import { Lead, LeadFact, type LeadFactRow } from '../../schema/database/leads/entities.ts';
import { addFact } from '../../schema/database/leads/facts.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { type PendingWork, pendingWork } from '../../schema/database/routing/doors.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

/** A tenant whose leads are made as they are needed. */
export interface FactsWorld extends TestDatabase {
  tenantId: string;
  newLead(): Promise<string>;
  tell(leadId: string, kind?: FactKind): Promise<number>;
  facts(leadId: string): Promise<LeadFactRow[]>;
  pending(): Promise<PendingWork[]>;
}

export const factsWorld = async (): Promise<FactsWorld> => {
  const database = await testDatabase({ poolMax: 15 });
  const { db } = database;
  const { tenantId } = await seedTenant(db, 'Facts');
  const newLead = async (): Promise<string> => {
    const [id, now] = [uuidV7(), new Date()];
    const lead = {
      id,
      tenantId,
      createdAt: now,
      updatedAt: now,
      language: 'en',
      source: 'form',
      answers: {},
    };
    await db.inTenant(tenantId, (tx) => tx.insert(Lead, lead));
    return id;
  };
  return {
    ...database,
    tenantId,
    newLead,
    tell: (leadId, kind = 'messageReceived') =>
      db.inTenant(tenantId, async (tx) => {
        const lead = await lockLead(tx, leadId);
        if (!lead) throw new Error('no such lead');
        const causedBy = { kind: 'system', id: 'test' } as const;
        return addFact(tx, lead, { kind, ref: uuidV7(), causedBy });
      }),
    facts: (leadId) =>
      db.inTenant(tenantId, (tx) => tx.find(LeadFact, { leadId }, { orderBy: { seq: 'asc' } })) as Promise<
        LeadFactRow[]
      >,
    pending: () => pendingWork(db.pool, 0, 1_000),
  };
};
