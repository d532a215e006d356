// the watch of a calendar, on a real server with a calendar that does as it is told
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarNoticed, calendarSubscriptionId, type Tended } from '../../schema/contracts/watch.ts';
import { fetchRuns } from './count-actions.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const tended = (ms = 3_600_000): Tended => ({
  kind: 'tended',
  did: [],
  changed: 0,
  at: new Date(Date.now() + ms).toISOString(),
  because: 'reading',
});

/** A watch whose calendar answers in turn, the last answer for ever. */
const watch = async (answer: (nth: number) => Promise<Tended>) => {
  const ref = { tenantId: randomUUID(), staffKey: 'agent' };
  let asked = 0;
  const tendCalendar = (): Promise<Tended> => {
    asked += 1;
    return answer(asked);
  };
  const { taskQueue } = await world.worker({ tendCalendar });
  const workflowId = calendarSubscriptionId(ref);
  const wake = () =>
    world.client.workflow.signalWithStart('calendarSubscription', {
      workflowId,
      taskQueue,
      args: [ref],
      signal: calendarNoticed,
    });
  await wake();
  return { workflowId, wake, asked: () => asked, handle: world.client.workflow.getHandle(workflowId) };
};

test('is looked at when it is told something, and else when its time has come', async () => {
  const one = await watch(async (nth) => tended(nth === 2 ? 1_000 : 3_600_000));
  await expect.poll(one.asked).toBe(1);
  await one.wake();
  await expect.poll(one.asked, { timeout: 10_000 }).toBe(3);
  await one.handle.terminate();
});

test('ends when its person has no calendar any more', async () => {
  const one = await watch(async (nth) => (nth === 1 ? tended() : { kind: 'over' }));
  await expect.poll(one.asked).toBe(1);
  await one.wake();
  expect(await one.handle.result()).toBe('over');
});

test('goes on when it is told something while its end is found: the person may have a calendar again', async () => {
  const one = await watch(async (nth) => {
    if (nth === 2) await one.wake();
    return nth === 2 ? { kind: 'over' } : tended();
  });
  await expect.poll(one.asked).toBe(1);
  await one.wake();
  await expect.poll(one.asked).toBe(3);
  expect((await one.handle.describe()).status.name).toBe('RUNNING');
  await one.handle.terminate();
});

test('outlives a calendar that is away for good, and looks again when it is told something', async () => {
  const one = await watch(async (nth) => {
    if (nth === 1) throw ApplicationFailure.nonRetryable('rejected', 'Vendor.AuthRefused');
    return tended();
  });
  await expect.poll(one.asked).toBe(1);
  await one.wake();
  await expect.poll(one.asked).toBe(2);
  expect((await one.handle.describe()).status.name).toBe('RUNNING');
  await one.handle.terminate();
});

test('goes on in a new run when its history is long, and misses nothing told meanwhile', async () => {
  const one = await watch(async () => tended());
  const runs = async () => (await fetchRuns(world.client, one.workflowId)).length;
  for (let told = 1; (await runs()) === 1 && told < 120; told += 1) {
    const before = one.asked();
    await one.wake();
    await expect.poll(one.asked, { interval: 5 }).toBeGreaterThan(before);
  }
  expect(await runs()).toBe(2);
  const before = one.asked();
  await one.wake();
  await expect.poll(one.asked).toBeGreaterThan(before);
  await one.handle.terminate();
}, 60_000);
