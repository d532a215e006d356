// The ledger on a real database: for a business that is suspended nothing is begun that would reach a lead.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Decision, LeadFact } from '../../schema/database/leads/entities.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { suspension } from '../support/suspension.ts';
import { type Answer, fakeVendor, type LedgerWorld, ledgerWorld, perform, planOf } from './ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.drop());

const { suspend, resume } = suspension(() => world);
const refused = { type: 'Ledger.Suspended' };
let key: string;
beforeEach(async () => {
  key = `welcome:${uuidV7()}`;
  await resume();
});

const count = (entity: typeof Decision | typeof LeadFact, where: object) =>
  world.db.inTenant(world.tenantId, (tx) => tx.count(entity as typeof Decision, where));

describe('a suspended business', () => {
  test.each(['call', 'email', 'meeting'] as const)(
    'begins no %s, and keeps the decision with its reason',
    async (kind) => {
      await suspend();
      const causeId = uuidV7();
      const before = await count(LeadFact, { kind: 'leadChanged' });
      const plan = { kind, causedBy: { kind: 'fact', id: causeId } as const };
      await expect(perform(world, key, plan)).rejects.toMatchObject(refused);
      expect(await world.db.inTenant(world.tenantId, (tx) => tx.count(Outbound, { key }))).toBe(0);
      const decision = await world.db.inTenant(world.tenantId, (tx) =>
        tx.findOneOrFail(Decision, { causedBy: { id: causeId } }),
      );
      expect(decision).toMatchObject({
        about: kind,
        verdict: 'wait',
        reason: 'suspended',
        rule: 'tenantSuspended',
      });
      // what wakes whoever waits for it stands with it
      expect(await count(LeadFact, { kind: 'leadChanged' })).toBe(before + 1);
    },
  );

  test('does it once it goes on, under the same key', async () => {
    const vendor = fakeVendor();
    const once = () => perform(world, key, { send: vendor.send('ok'), reconcile: vendor.reconcile });
    await suspend();
    await expect(once()).rejects.toMatchObject(refused);
    await resume();
    expect((await once()).kind).toBe('sent');
    expect(vendor.done).toHaveLength(1);
  });

  test('tries nothing again that was surely not sent before', async () => {
    const vendor = fakeVendor();
    const limited = perform(world, key, { send: vendor.send('limited'), reconcile: vendor.reconcile });
    await expect(limited).rejects.toMatchObject({ type: 'Vendor.RateLimited' });
    await suspend();
    await expect(perform(world, key, { send: vendor.send('ok') })).rejects.toMatchObject(refused);
    expect((await world.row(key)).state).toBe('planned');
    expect(vendor.done).toEqual([]);
  });

  test('asks for nothing again that is in doubt, and still finds out what became of it', async () => {
    const vendor = fakeVendor();
    const plan = { send: vendor.send('dropped'), reconcile: vendor.reconcile };
    await perform(world, key, plan);
    await suspend();
    await world.expireLease(key);
    expect((await perform(world, key, plan)).kind).toBe('sent');

    const other = `welcome:${uuidV7()}`;
    await resume();
    await perform(world, other, { send: vendor.send('lost'), reconcile: vendor.reconcile });
    await suspend();
    await world.expireLease(other);
    const again = { send: vendor.send('ok'), reconcile: async () => ({ kind: 'askAgain' }) as const };
    await expect(perform(world, other, again)).rejects.toMatchObject(refused);
    expect((await world.row(other)).state).toBe('unknown');
    expect(vendor.done.filter(({ key }) => key === other)).toEqual([]);
  });

  test('answers as ever what was done before', async () => {
    const vendor = fakeVendor();
    await perform(world, key, { send: vendor.send('ok') });
    await suspend();
    expect((await perform(world, key, { send: vendor.send('ok') })).kind).toBe('sent');
    expect(vendor.done).toHaveLength(1);
  });

  test.each([
    ['what goes to staff', { evenSuspended: true }],
    ['what ends a call or forgets a person', { kind: 'callControl' }],
    ['what goes to no lead, as a mail about an account', { leadId: null }],
  ] as const)('does %s', async (_what, over) => {
    await suspend();
    const vendor = fakeVendor();
    const plan = planOf(world, key, { send: vendor.send('ok'), ...over });
    expect((await performOnce<Answer, string>(world.db, plan)).kind).toBe('sent');
  });

  test('is asked in the transaction that begins: a suspension that comes before it wins', async () => {
    const vendor = fakeVendor();
    await world.db
      .inTenant(world.tenantId, async (tx) => {
        await tx.execute('select from lead where id = ? for update', [world.leadId]);
        // it waits for the lead, and the business is suspended meanwhile
        const begun = perform(world, key, { send: vendor.send('ok') }).catch((failure: unknown) => failure);
        await suspend();
        return { begun };
      })
      .then(async ({ begun }) => expect(await begun).toMatchObject(refused));
    expect(vendor.done).toEqual([]);
  });
});
