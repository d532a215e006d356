import { randomUUID } from 'node:crypto';
import type { CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import type { Database } from '../../schema/database/database.ts';
import { Lead, LeadConsent, LeadFact, type LeadRow } from '../../schema/database/leads/entities.ts';
import { InboundEvent } from '../../schema/database/ledger/entities.ts';
import { Tenant, TenantPolicy } from '../../schema/database/tenants/entities.ts';
import { testSettings } from './test-settings.ts';

export const callSid = 'CA00000000000000000000000000000001';
export const otherSid = 'CA00000000000000000000000000000002';
export const account = 'AC5a0db0c5a0db0c5a0db0c5a0db0c5a0d';

/** A lead whose phone is being called. */
export interface CallUnderTest {
  tenantId: string;
  leadId: string;
  attemptId: string;
}

/** Makes a tenant, a lead who agreed to everything, and one attempt that was just asked for. */
export const makeCall = async (
  db: Database,
  changes: { lead?: Partial<LeadRow>; attempt?: Partial<CallAttemptRow>; settings?: object } = {},
): Promise<CallUnderTest> => {
  const [tenantId, leadId, attemptId, formId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const settings = { ...testSettings, ...changes.settings };
  const causedBy = { kind: 'fact', id: formId } as const;
  const base = { tenantId, createdAt: new Date() };
  await db.inTenant(tenantId, async (tx) => {
    await tx.insert(Tenant, { id: tenantId, ...base, slug: tenantId, name: 'Test', policyVersion: 1 });
    const policy = { version: 1, source: settings, settings, createdBy: 'test' };
    await tx.insert(TenantPolicy, { id: randomUUID(), ...base, ...policy });
    await tx.insert(Lead, {
      id: leadId,
      ...base,
      updatedAt: new Date(),
      name: 'Ada Example',
      phone: '+905550000001',
      language: 'en',
      source: 'form',
      answers: {},
      ...changes.lead,
    } as never);
    const consent = { given: true, text: 'yes', ip: null, givenAt: new Date(), causedBy };
    await tx.insert(LeadConsent, { id: randomUUID(), ...base, leadId, ...consent });
    await tx.insert(CallAttempt, {
      id: attemptId,
      ...base,
      leadId,
      number: 1,
      causeId: formId,
      causedBy,
      fromNumber: '+12025550100',
      toNumber: '+905550000001',
      slotsOffered: [],
      answers: {},
      ...changes.attempt,
    } as never);
  });
  return { tenantId, leadId, attemptId };
};

export const attemptOf = (db: Database, call: CallUnderTest): Promise<CallAttemptRow> =>
  db.inTenant(
    call.tenantId,
    async (tx) => (await tx.findOneOrFail(CallAttempt, { id: call.attemptId })) as CallAttemptRow,
  );

export const factsOf = (db: Database, call: CallUnderTest): Promise<string[]> =>
  db.inTenant(call.tenantId, async (tx) => {
    const facts = await tx.find(LeadFact, { leadId: call.leadId }, { orderBy: { seq: 'asc' } });
    return facts.map(({ kind, ref }) => `${kind}:${ref}`);
  });

export const inboundCount = (db: Database, call: CallUnderTest): Promise<number> =>
  db.inTenant(call.tenantId, (tx) => tx.count(InboundEvent, { leadId: call.leadId }));
