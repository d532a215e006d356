// an import's workflow, on a real server with rows that do as they are told
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportProgress, importAsked, importLeadsId } from '../../schema/contracts/imports.ts';
import { fetchRuns } from './count-actions.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const progress = (kind: ImportProgress['kind'], made: number): ImportProgress => ({
  ...{ kind, total: 500, checked: 500, made },
  state: kind === 'more' ? 'making' : 'done',
});

/** An import whose rows answer in turn. */
const run = async (answer: (nth: number, wake: () => Promise<unknown>) => Promise<ImportProgress>) => {
  const ref = { tenantId: randomUUID(), importId: randomUUID() };
  const workflowId = importLeadsId(ref);
  let asked = 0;
  const tendImport = (): Promise<ImportProgress> => {
    asked += 1;
    return answer(asked, wake);
  };
  const { taskQueue } = await world.worker({ tendImport });
  const wake = () =>
    world.client.workflow.signalWithStart('importLeads', {
      ...{ workflowId, taskQueue, args: [ref], signal: importAsked },
    });
  await wake();
  return { workflowId, wake, asked: () => asked, handle: world.client.workflow.getHandle(workflowId) };
};

test('asks for the next piece until there is nothing to do, and ends', async () => {
  const one = await run(async (nth) => progress(nth < 3 ? 'more' : 'over', nth * 200));
  expect(await one.handle.result()).toBe('done');
  expect(one.asked()).toBe(3);
  await world.replay(one.workflowId);
});

test('goes on when it is asked while its end is found: somebody may have started it meanwhile', async () => {
  const one = await run(async (nth, wake) => {
    if (nth === 1) await wake();
    return progress('over', 0);
  });
  expect(await one.handle.result()).toBe('done');
  expect(one.asked()).toBeGreaterThanOrEqual(2);
});

test('outlives a database that is away for a while', async () => {
  const one = await run(async (nth) => {
    if (nth === 1) throw new Error('away');
    return progress('over', 0);
  });
  expect(await one.handle.result()).toBe('done');
});

test('of many pieces is one workflow of many short runs', async () => {
  const one = await run(async (nth) => progress(nth < 120 ? 'more' : 'over', nth));
  expect(await one.handle.result()).toBe('done');
  expect(one.asked()).toBe(120);
  const runs = await fetchRuns(world.client, one.workflowId);
  expect(runs.length).toBeGreaterThan(1);
  for (const { events } of runs) expect(events?.length).toBeLessThan(400);
}, 60_000);
