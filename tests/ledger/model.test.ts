// the ledger against PostgreSQL: any sequence of faults over any number of runs
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin } from '../../schema/database/ledger/begin.ts';
import {
  type Behaviour,
  fakeVendor,
  type LedgerWorld,
  ledgerWorld,
  type Plan,
  perform,
  planOf,
} from './ledger-world.ts';

let world: LedgerWorld;
let key = 0;
beforeAll(async () => {
  world = await ledgerWorld();
});
afterAll(() => world.drop());

const behaviours = ['ok', 'dropped', 'lost', 'refused', 'limited', 'crash'] as const;

interface Run {
  kind: Behaviour | 'diesBefore' | 'diesAfter';
  expired: boolean;
  atOnce: number;
}

const run = fc.record<Run>({
  kind: fc.constantFrom(...behaviours, 'diesBefore', 'diesAfter'),
  expired: fc.boolean(),
  atOnce: fc.integer({ min: 1, max: 3 }),
});

/** One run of a process with one fault; whatever it throws, the next one comes. */
const live = async (
  vendor: ReturnType<typeof fakeVendor>,
  name: string,
  whenAbsent: Plan['whenAbsent'],
  one: Run,
) => {
  if (one.expired) await world.expireLease(name);
  const dies = one.kind === 'diesBefore' || one.kind === 'diesAfter';
  const over: Partial<Plan> = {
    whenAbsent,
    reconcile: vendor.reconcile,
    send: vendor.send(dies ? 'ok' : (one.kind as Behaviour)),
    ...(one.kind === 'diesAfter' ? { settled: () => Promise.reject(new Error('died')) } : {}),
  };
  const work = async (): Promise<unknown> =>
    one.kind === 'diesBefore'
      ? world.db.inTenant(world.tenantId, (tx) => begin(tx, planOf(world, name, over), new Date()))
      : perform(world, name, over);
  await Promise.allSettled(Array.from({ length: one.atOnce }, work));
};

test('no sequence of faults does an action twice, and what was done is found in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('repeat', 'skip'),
      async (runs, whenAbsent) => {
        const vendor = fakeVendor();
        const name = `model-${++key}`;
        for (const one of runs) {
          await live(vendor, name, whenAbsent, one);
          expect(vendor.done.length).toBeLessThanOrEqual(1);
        }
        await live(vendor, name, whenAbsent, { kind: 'ok', expired: true, atOnce: 2 });
        const { state } = await world.row(name);
        expect(['sent', 'rejected', 'skipped']).toContain(state);
        expect(vendor.done).toHaveLength(state === 'sent' ? 1 : 0);
        expect(new Set(vendor.asked).size).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 60 },
  );
});
