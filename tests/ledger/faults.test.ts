// the ledger against PostgreSQL: each fault at each point
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begin } from '../../schema/database/ledger/begin.ts';
import {
  failure,
  fakeVendor,
  type LedgerWorld,
  ledgerWorld,
  type Plan,
  perform,
  planOf,
} from './ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.drop());

describe('an answer', () => {
  test('settles the row, and a second call answers it without asking the vendor', async () => {
    const vendor = fakeVendor();
    const first = await perform(world, 'ok', { send: vendor.send('ok') });
    expect(first).toMatchObject({ kind: 'sent', vendorId: 'vendor-1', fresh: true });
    const second = await perform(world, 'ok', {});
    expect(second).toMatchObject({ kind: 'sent', answer: { vendorId: 'vendor-1' }, fresh: false });
    expect(await world.row('ok')).toMatchObject({ state: 'sent', attempt: 1, vendorId: 'vendor-1' });
  });

  test('`sending` is committed with attempt and lease before the request leaves', async () => {
    let seen: unknown;
    await perform(world, 'before', {
      send: async () => {
        seen = await world.row('before');
        return { vendorId: 'x', answer: { vendorId: 'x' } };
      },
    });
    expect(seen).toMatchObject({ state: 'sending', attempt: 1, leaseUntil: expect.any(Date) });
  });

  test('that refuses is kept, and never sent again', async () => {
    const vendor = fakeVendor();
    const first = await perform(world, 'no', { send: vendor.send('refused') });
    expect(first).toEqual({ kind: 'refused', state: 'rejected', reason: '400', fresh: true });
    expect(await perform(world, 'no', {})).toEqual({ ...first, fresh: false });
    expect(vendor.asked).toHaveLength(1);
  });

  test('with half a character or NUL in it still settles the row', async () => {
    const send = async () => {
      throw failure('refused', `cut \ud83d and \0`);
    };
    expect(await perform(world, 'half', { send })).toMatchObject({ state: 'rejected' });
    expect((await world.row('half')).answer).toEqual({ code: '400', vendor: 'cut \ufffd and ' });
  });
});

describe('surely not sent', () => {
  test('is thrown with the hint and sent again with the same bytes, prepared payloads ignored', async () => {
    const vendor = fakeVendor();
    const limited = perform(world, 'again', { send: vendor.send('limited') });
    await expect(limited).rejects.toMatchObject({ code: '429', retryAfterMs: 1_000 });
    expect(await world.row('again')).toMatchObject({ state: 'planned', attempt: 1, leaseUntil: null });
    const prepare = async () => ({ kind: 'send', payload: { other: true } }) as const;
    await perform(world, 'again', { send: vendor.send('ok'), prepare });
    expect(vendor.asked).toHaveLength(2);
    expect(new Set(vendor.asked).size).toBe(1);
    expect(await world.row('again')).toMatchObject({ state: 'sent', attempt: 2 });
  });
});

describe('no answer', () => {
  test('is not looked at before the lease is over, by whoever asks', async () => {
    const vendor = fakeVendor();
    const first = await perform(world, 'quiet', { send: vendor.send('dropped') });
    expect(first).toMatchObject({ kind: 'unknown', until: expect.any(Date) });
    expect(await perform(world, 'quiet', {})).toMatchObject({ kind: 'unknown' });
    expect(await world.row('quiet')).toMatchObject({ state: 'unknown', attempt: 1 });
  });

  test('is told to nobody as an end: only what it is found to be is told, once', async () => {
    const vendor = fakeVendor();
    const told: string[] = [];
    const settled: Plan['settled'] = async (_tx, _row, { kind }) => void told.push(kind);
    await perform(world, 'told', { send: vendor.send('dropped'), settled });
    expect(told).toEqual([]);
    await world.expireLease('told');
    for (let i = 0; i < 2; i++) await perform(world, 'told', { reconcile: vendor.reconcile, settled });
    expect(told).toEqual(['sent']);
  });

  test('then found at the vendor: settled, not repeated', async () => {
    const vendor = fakeVendor();
    await perform(world, 'found', { send: vendor.send('dropped') });
    await world.expireLease('found');
    const found = await perform(world, 'found', { reconcile: vendor.reconcile });
    expect(found).toMatchObject({ kind: 'sent', vendorId: 'vendor-1', fresh: true });
    expect(vendor.done).toHaveLength(1);
  });

  test('then proven absent: repeated once with the same bytes', async () => {
    const vendor = fakeVendor();
    await perform(world, 'absent', { send: vendor.send('lost') });
    await world.expireLease('absent');
    await perform(world, 'absent', { send: vendor.send('ok'), reconcile: vendor.reconcile });
    expect(vendor.done).toHaveLength(1);
    expect(new Set(vendor.asked).size).toBe(1);
    expect(await world.row('absent')).toMatchObject({ state: 'sent', attempt: 2 });
  });

  test('then proven absent where a doubled action is worse: skipped for good', async () => {
    const vendor = fakeVendor();
    const over = { whenAbsent: 'skip', reconcile: vendor.reconcile } as const;
    await perform(world, 'skip', { ...over, send: vendor.send('lost') });
    await world.expireLease('skip');
    const skipped = { kind: 'refused', state: 'skipped', reason: 'provenAbsent' };
    expect(await perform(world, 'skip', over)).toEqual({ ...skipped, fresh: true });
    expect(await perform(world, 'skip', over)).toEqual({ ...skipped, fresh: false });
    expect(vendor.done).toHaveLength(0);
  });

  test('and the vendor cannot tell: it stays open, nothing is repeated', async () => {
    const vendor = fakeVendor();
    await perform(world, 'mute', { send: vendor.send('lost') });
    for (let i = 0; i < 3; i++) {
      await world.expireLease('mute');
      const mute = { reconcile: () => Promise.reject(failure('lost')) };
      await expect(perform(world, 'mute', mute)).rejects.toMatchObject({ certainty: 'unknown' });
    }
    expect(await world.row('mute')).toMatchObject({ state: 'unknown', attempt: 1 });
    expect(vendor.asked).toHaveLength(1);
  });
});

describe('a process that dies', () => {
  test('between `sending` and the request: nothing before the lease, then repeated', async () => {
    const vendor = fakeVendor();
    const plan = planOf(world, 'dead', { send: vendor.send('ok'), reconcile: vendor.reconcile });
    await world.db.inTenant(world.tenantId, (tx) => begin(tx, plan, new Date()));
    expect(await perform(world, 'dead', {})).toMatchObject({ kind: 'unknown' });
    await world.expireLease('dead');
    expect(await perform(world, 'dead', plan)).toMatchObject({ kind: 'sent' });
    expect(vendor.done).toHaveLength(1);
  });

  test('after the answer, before settling: found, not repeated', async () => {
    const vendor = fakeVendor();
    const settled = () => Promise.reject(new Error('the process died'));
    await expect(perform(world, 'late', { send: vendor.send('ok'), settled })).rejects.toThrow('died');
    expect(await world.row('late')).toMatchObject({ state: 'sending', vendorId: null });
    await world.expireLease('late');
    const found = await perform(world, 'late', { reconcile: vendor.reconcile });
    expect(found).toMatchObject({ kind: 'sent', vendorId: 'vendor-1' });
    expect(vendor.done).toHaveLength(1);
  });
});

describe('an attempt that wakes up late', () => {
  const sleeper = () => {
    const { promise, resolve, reject } = Promise.withResolvers<{
      vendorId: string;
      answer: { vendorId: string };
    }>();
    const started = Promise.withResolvers<void>();
    const send = () => {
      started.resolve();
      return promise;
    };
    return {
      send,
      started: started.promise,
      wake: (id: string) => resolve({ vendorId: id, answer: { vendorId: id } }),
      fail: reject,
    };
  };

  test('does not overwrite what was found meanwhile; its answer is kept beside it', async () => {
    const vendor = fakeVendor();
    const zombie = sleeper();
    const first = perform(world, 'zombie', { send: zombie.send });
    await zombie.started;
    await world.expireLease('zombie');
    await perform(world, 'zombie', { send: vendor.send('ok'), reconcile: vendor.reconcile });
    zombie.wake('too-late');
    expect(await first).toMatchObject({ kind: 'sent', vendorId: 'vendor-1', fresh: false });
    const row = await world.row('zombie');
    expect(row).toMatchObject({ state: 'sent', vendorId: 'vendor-1', attempt: 2 });
    expect(row.lateAnswers).toMatchObject([{ attempt: 1, state: 'sent', vendorId: 'too-late' }]);
  });

  test.each(['refused', 'limited', 'lost'] as const)(
    'and was %s changes nothing, and answers what the others know',
    async (behaviour) => {
      const key = `zombie-${behaviour}`;
      const vendor = fakeVendor();
      const zombie = sleeper();
      const first = perform(world, key, { send: zombie.send });
      await zombie.started;
      await world.expireLease(key);
      await perform(world, key, { send: vendor.send('ok'), reconcile: vendor.reconcile });
      zombie.fail(failure(behaviour));
      expect(await first).toMatchObject({ kind: 'sent', vendorId: 'vendor-1' });
      expect(await world.row(key)).toMatchObject({ state: 'sent', vendorId: 'vendor-1' });
    },
  );

  test('while the repetition is under way does not end it', async () => {
    const [zombie, second] = [sleeper(), sleeper()];
    const first = perform(world, 'two', { send: zombie.send });
    await zombie.started;
    await world.expireLease('two');
    const repeated = perform(world, 'two', {
      send: second.send,
      reconcile: async () => ({ kind: 'absent' }),
    });
    await second.started;
    zombie.wake('zombie');
    expect(await first).toMatchObject({ kind: 'unknown' });
    expect(await world.row('two')).toMatchObject({ state: 'sending', attempt: 2 });
    second.wake('second');
    expect(await repeated).toMatchObject({ kind: 'sent', vendorId: 'second' });
    expect((await world.row('two')).lateAnswers).toHaveLength(1);
  });
});
