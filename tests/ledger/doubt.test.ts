// the ledger against PostgreSQL: an action that may have happened, whose repetition under its key is the question itself
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begin } from '../../schema/database/ledger/begin.ts';
import { settleByHand } from '../../schema/database/ledger/settle-by-hand.ts';
import {
  type Behaviour,
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

const reconcile: Plan['reconcile'] = async () => ({ kind: 'askAgain' });
const optedOut: Partial<Plan> = { reconcile, prepare: async () => ({ kind: 'skip', reason: 'optedOut' }) };

/** Done at the vendor, who said that he failed; its lease is over. */
const doubted = async (key: string): Promise<ReturnType<typeof fakeVendor>> => {
  const vendor = fakeVendor();
  await perform(world, key, { send: vendor.send('dropped') });
  await world.expireLease(key);
  return vendor;
};

/** A vendor who knows the key: he answers with what he did the first time. */
const knowing =
  (vendor: ReturnType<typeof fakeVendor>): Plan['send'] =>
  async (payload, { key }) => {
    vendor.asked.push(JSON.stringify(payload));
    const known = vendor.done.find((one) => one.key === key);
    if (!known) throw failure('refused');
    return { vendorId: known.vendorId, answer: { vendorId: known.vendorId } };
  };

const inDoubt = { kind: 'refused', state: 'unknown', reason: 'optedOut' };

describe('an action in doubt that may not be done any more', () => {
  test('is not asked for again and stays in doubt: nobody says that it was skipped', async () => {
    const vendor = await doubted('opted-out');
    const told: unknown[] = [];
    const settled: Plan['settled'] = async (_tx, _row, result) => void told.push(result);
    expect(await perform(world, 'opted-out', { ...optedOut, settled })).toEqual({ ...inDoubt, fresh: true });
    expect(await perform(world, 'opted-out', { settled })).toEqual({ ...inDoubt, fresh: false });
    expect(told).toEqual([{ ...inDoubt, fresh: true }]);
    expect(vendor.asked).toHaveLength(1);
    expect(await world.row('opted-out')).toMatchObject({
      ...{ state: 'unknown', reason: 'optedOut', leaseUntil: null, settledAt: null, attempt: 1 },
    });
  });

  test('is settled by a person’s word', async () => {
    await doubted('by-hand');
    await perform(world, 'by-hand', optedOut);
    const { id: actionId } = await world.row('by-hand');
    await world.db.inTenant(world.tenantId, (tx) =>
      settleByHand(tx, world.leadId, { actionId, as: 'sent', vendorId: null }),
    );
    expect(await perform(world, 'by-hand', {})).toMatchObject({ kind: 'sent', fresh: false });
  });

  const attempts: [why: string, Behaviour, state: string][] = [
    ['was surely not sent', 'limited', 'unknown'],
    ['was left without an answer too', 'lost', 'unknown'],
    ['died', 'crash', 'sending'],
  ];
  test.each(attempts)('stays in doubt after a repetition that %s', async (_why, behaviour, state) => {
    const key = `then-${behaviour}`;
    const vendor = await doubted(key);
    await perform(world, key, { reconcile, send: vendor.send(behaviour) }).catch(() => undefined);
    expect(await world.row(key)).toMatchObject({ state, attempt: 2 });
    await world.expireLease(key);
    expect(await perform(world, key, optedOut)).toEqual({ ...inDoubt, fresh: true });
  });

  test('stays in doubt when the process dies before the repetition leaves', async () => {
    await doubted('then-dead');
    const row = await world.row('then-dead');
    const plan = planOf(world, 'then-dead', {});
    const begun = await world.db.inTenant(world.tenantId, (tx) => begin(tx, plan, new Date(), row));
    expect(begun).toMatchObject({ kind: 'send', inDoubt: true });
    await world.expireLease('then-dead');
    expect(await perform(world, 'then-dead', optedOut)).toEqual({ ...inDoubt, fresh: true });
  });
});

describe('an action in doubt that is asked for again', () => {
  test('is what the vendor did the first time', async () => {
    const vendor = await doubted('known');
    const again = await perform(world, 'known', { reconcile, send: knowing(vendor) });
    expect(again).toMatchObject({ kind: 'sent', vendorId: 'vendor-1', fresh: true });
    expect(new Set(vendor.asked).size).toBe(1);
    expect(await world.row('known')).toMatchObject({ state: 'sent', attempt: 2 });
  });

  test('and refused, is not known to have been refused the first time', async () => {
    const vendor = await doubted('refused');
    expect(await perform(world, 'refused', { reconcile, send: vendor.send('refused') })).toEqual({
      ...{ kind: 'refused', state: 'unknown', reason: '400', fresh: true },
    });
  });

  test('by two at once is asked for by one', async () => {
    const vendor = await doubted('two-at-once');
    const plan = { reconcile, send: knowing(vendor) };
    const both = await Promise.all([1, 2].map(() => perform(world, 'two-at-once', plan)));
    expect(both.map(({ kind }) => kind)).toContain('sent');
    expect(vendor.asked).toHaveLength(2);
  });

  test('not now, is left as it was', async () => {
    await doubted('later');
    const prepare: Plan['prepare'] = async () => ({ kind: 'later', later: 'tonight' });
    expect(await perform(world, 'later', { reconcile, prepare })).toEqual({
      kind: 'later',
      later: 'tonight',
    });
    expect(await world.row('later')).toMatchObject({ state: 'unknown', reason: null, attempt: 1 });
  });
});
