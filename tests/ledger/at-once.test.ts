// the ledger against PostgreSQL: many at once, decisions, locks and keys
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lead } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { fakeVendor, type LedgerWorld, ledgerWorld, type Plan, perform } from './ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.drop());

const ten = <T>(run: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 10 }, (_, n) => run(n)));

describe('ten runs at once', () => {
  test('send once, and the decision and the payload are made once', async () => {
    const vendor = fakeVendor();
    let prepared = 0;
    const prepare: Plan['prepare'] = async () => {
      prepared += 1;
      return { kind: 'send', payload: { made: prepared } };
    };
    const all = await ten(() => perform(world, 'ten', { send: vendor.send('ok'), prepare }));
    expect(vendor.done).toHaveLength(1);
    expect(prepared).toBe(1);
    expect(all.filter((one) => one.kind === 'sent' && one.fresh)).toHaveLength(1);
    expect(all.every((one) => one.kind === 'sent' || one.kind === 'unknown')).toBe(true);
  });

  test('of an action without a lead send once as well', async () => {
    const vendor = fakeVendor();
    await ten(() => perform(world, 'nobody', { leadId: null, send: vendor.send('ok') }));
    expect(vendor.done).toHaveLength(1);
  });

  test('after the lease of a lost request repeat it once', async () => {
    const vendor = fakeVendor();
    await perform(world, 'lost', { send: vendor.send('lost') });
    await world.expireLease('lost');
    await ten(() => perform(world, 'lost', { send: vendor.send('ok'), reconcile: vendor.reconcile }));
    expect(vendor.done).toHaveLength(1);
    expect(await world.row('lost')).toMatchObject({ state: 'sent', attempt: 2 });
  });

  test('settle without a deadlock while `settled` touches the lead and others begin', async () => {
    const settled: Plan['settled'] = async (tx) => {
      await lockLead(tx, world.leadId);
      await tx.nativeUpdate(Lead, { id: world.leadId }, { updatedAt: new Date() });
    };
    const vendor = fakeVendor();
    const keys = Array.from({ length: 8 }, (_, n) => `touch-${n}`);
    for (const key of keys) {
      await ten(() => perform(world, key, { send: vendor.send('ok'), settled }));
      expect(await world.row(key)).toMatchObject({ state: 'sent', attempt: 1 });
    }
    expect(vendor.done).toHaveLength(keys.length);
  });

  test('tell our own rows once', async () => {
    let told = 0;
    const settled: Plan['settled'] = async () => {
      told += 1;
    };
    await ten(() => perform(world, 'told', { send: fakeVendor().send('ok'), settled }));
    expect(told).toBe(1);
  });
});

describe('the lead’s lock', () => {
  const unlessOptedOut: Plan['prepare'] = async (_tx, lead) =>
    lead?.optedOutAt ? { kind: 'skip', reason: 'optedOut' } : { kind: 'send', payload: {} };
  const optOut = (hold: Promise<void>, locked: () => void) =>
    world.db.inTenant(world.tenantId, async (tx) => {
      await lockLead(tx, world.leadId);
      locked();
      await hold;
      await tx.nativeUpdate(Lead, { id: world.leadId }, { optedOutAt: new Date() });
    });
  const reset = () =>
    world.db.inTenant(world.tenantId, (tx) =>
      tx.nativeUpdate(Lead, { id: world.leadId }, { optedOutAt: null }),
    );

  test('an opt-out that was first wins, also when it commits while the action waits', async () => {
    await reset();
    const [hold, locked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const out = optOut(hold.promise, locked.resolve);
    await locked.promise;
    const acting = perform(world, 'out-first', { prepare: unlessOptedOut });
    hold.resolve();
    await out;
    expect(await acting).toMatchObject({
      kind: 'refused',
      state: 'skipped',
      reason: 'optedOut',
      fresh: true,
    });
  });

  test('an opt-out after `sending` came too late: the action is done and stays done', async () => {
    await reset();
    const vendor = fakeVendor();
    const done = await perform(world, 'out-late', {
      prepare: unlessOptedOut,
      send: async (payload, row) => {
        await optOut(Promise.resolve(), () => undefined);
        return vendor.send('ok')(payload, row);
      },
    });
    expect(done).toMatchObject({ kind: 'sent' });
    expect(await perform(world, 'out-late', { prepare: unlessOptedOut })).toMatchObject({ kind: 'sent' });
  });

  test('an opt-out between two sendings stops the second', async () => {
    await reset();
    const vendor = fakeVendor();
    await expect(
      perform(world, 'out-between', { prepare: unlessOptedOut, send: vendor.send('limited') }),
    ).rejects.toThrow();
    await optOut(Promise.resolve(), () => undefined);
    const second = await perform(world, 'out-between', { prepare: unlessOptedOut, send: vendor.send('ok') });
    expect(second).toMatchObject({ kind: 'refused', reason: 'optedOut' });
    expect(vendor.done).toHaveLength(0);
    await reset();
  });
});

describe('a key', () => {
  test('with another meaning is a named failure, whatever state the row has, and changes nothing', async () => {
    const vendor = fakeVendor();
    await perform(world, 'meant', { send: vendor.send('ok') });
    const before = await world.row('meant');
    const other = perform(world, 'meant', { intent: { template: 'reminder' }, send: vendor.send('ok') });
    await expect(other).rejects.toMatchObject({ type: 'Ledger.KeyConflict' });
    expect(await world.row('meant')).toEqual(before);
    expect(vendor.asked).toHaveLength(1);
  });

  test('means the same whatever the order of its intent’s members', async () => {
    const vendor = fakeVendor();
    await perform(world, 'order', { intent: { a: 1, b: 'x' }, send: vendor.send('ok') });
    expect(await perform(world, 'order', { intent: { b: 'x', a: 1 } })).toMatchObject({ kind: 'sent' });
  });

  test('of one tenant is not the other’s', async () => {
    const vendor = fakeVendor();
    await perform(world, 'mine', { send: vendor.send('ok') });
    const other = { tenantId: '01900000-0000-7000-8000-000000000001', leadId: null };
    await perform(world, 'mine', { ...other, send: vendor.send('ok') });
    expect(vendor.done).toHaveLength(2);
  });
});

describe('a decision', () => {
  test('not now leaves no row and is asked again', async () => {
    const later = async () => ({ kind: 'later', later: '2026-01-01T00:00:00Z' }) as const;
    expect(await perform(world, 'later', { prepare: later })).toMatchObject({ kind: 'later' });
    await expect(world.row('later')).rejects.toThrow();
    expect(await perform(world, 'later', { send: fakeVendor().send('ok') })).toMatchObject({ kind: 'sent' });
  });

  test('that fails leaves nothing behind', async () => {
    const broken = perform(world, 'broken', { prepare: () => Promise.reject(new Error('no')) });
    await expect(broken).rejects.toThrow('no');
    await expect(world.row('broken')).rejects.toThrow();
  });

  test('against it is kept with its reason and never made again', async () => {
    const skip = async () => ({ kind: 'skip', reason: 'noAddress' }) as const;
    expect(await perform(world, 'against', { prepare: skip })).toMatchObject({
      reason: 'noAddress',
      fresh: true,
    });
    expect(await perform(world, 'against', {})).toMatchObject({ state: 'skipped', fresh: false });
  });
});
