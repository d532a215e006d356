import { VendorFailure } from '../../schema/contracts/failures.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { Outbound, type OutboundRow } from '../../schema/database/ledger/entities.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan } from '../../schema/database/ledger/plan.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

export interface Answer {
  vendorId: string;
}
export type Plan = OutboundPlan<Answer, string>;

/** A tenant with one lead, and ways to look at its actions. */
export interface LedgerWorld extends TestDatabase {
  tenantId: string;
  leadId: string;
  row(key: string): Promise<OutboundRow>;
  /** as if the time had passed: nobody holds the action any more */
  expireLease(key: string): Promise<void>;
}

export const ledgerWorld = async (): Promise<LedgerWorld> => {
  const database = await testDatabase();
  const { db } = database;
  const { tenantId } = await seedTenant(db, 'Ledger');
  const leadId = uuidV7();
  const now = new Date();
  await db.inTenant(tenantId, (tx) =>
    tx.insert(Lead, {
      id: leadId,
      tenantId,
      createdAt: now,
      updatedAt: now,
      language: 'en',
      source: 'form',
      answers: {},
    }),
  );
  return {
    ...database,
    tenantId,
    leadId,
    row: (key) =>
      db.inTenant(tenantId, async (tx) => (await tx.findOneOrFail(Outbound, { key })) as OutboundRow),
    expireLease: (key) =>
      db.inTenant(tenantId, async (tx) => {
        await tx.nativeUpdate(Outbound, { key }, { leaseUntil: new Date(Date.now() - 1_000) });
      }),
  };
};

/** What a vendor does with one request: carries it out or not, and answers or not. */
export type Behaviour = 'ok' | 'dropped' | 'lost' | 'refused' | 'limited' | 'crash';

/** A vendor that keeps count of what it really did. */
export const fakeVendor = () => {
  const done: { key: string; bytes: string; vendorId: string }[] = [];
  const asked: string[] = [];
  return {
    done,
    asked,
    send:
      (behaviour: Behaviour): Plan['send'] =>
      async (payload, row) => {
        const bytes = JSON.stringify(payload);
        asked.push(bytes);
        const vendorId = `vendor-${asked.length}`;
        if (behaviour === 'ok' || behaviour === 'dropped') done.push({ key: row.key, bytes, vendorId });
        if (behaviour === 'ok') return { vendorId, answer: { vendorId } };
        if (behaviour === 'crash') throw new Error('the process died');
        throw failure(behaviour);
      },
    reconcile: async (row: OutboundRow) => {
      const found = done.find(({ key }) => key === row.key);
      return found
        ? ({ kind: 'sent', vendorId: found.vendorId, answer: { vendorId: found.vendorId } } as const)
        : ({ kind: 'absent' } as const);
    },
  };
};

export const failure = (behaviour: 'dropped' | 'lost' | 'refused' | 'limited', vendorAnswer?: string) =>
  new VendorFailure({
    vendor: 'fake',
    ...(
      {
        dropped: { type: 'Vendor.Unknown', certainty: 'unknown', code: '500' },
        lost: { type: 'Vendor.Unknown', certainty: 'unknown', code: 'timeout' },
        refused: { type: 'Vendor.Rejected', certainty: 'rejected', code: '400' },
        limited: { type: 'Vendor.RateLimited', certainty: 'notSent', code: '429', retryAfterMs: 1_000 },
      } as const
    )[behaviour],
    vendorAnswer,
  });

const payload = { to: 'somebody', bytes: 'é 🎈', a: [1, { z: 1, b: null }] };

/** One action of the world's lead; `over` says what is special about it. */
export const planOf = (
  { tenantId, leadId }: Pick<LedgerWorld, 'tenantId' | 'leadId'>,
  key: string,
  over: Partial<Plan>,
): Plan => ({
  tenantId,
  leadId,
  key,
  kind: 'email',
  vendor: 'fake',
  intent: { template: 'welcome' },
  causedBy: { kind: 'system', id: 'test' },
  leaseMs: 60_000,
  whenAbsent: 'repeat',
  prepare: async () => ({ kind: 'send', payload }),
  send: async () => {
    throw new Error('not to be sent');
  },
  reconcile: async () => {
    throw new Error('not to be looked for');
  },
  ...over,
});

export const perform = (world: LedgerWorld, key: string, over: Partial<Plan>) =>
  performOnce<Answer, string>(world.db, planOf(world, key, over));
