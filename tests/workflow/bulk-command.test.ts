// a bulk command's workflow, on a real server with rows that do as they are told
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BulkProgress, bulkCommandId } from '../../schema/contracts/bulk.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const progress = (kind: BulkProgress['kind'], moved: number): BulkProgress => ({
  ...{ kind, total: 60, done: moved, refused: 0, moved },
  state: kind === 'more' ? 'running' : 'done',
});

/** A bulk command whose rows answer in turn. */
const run = async (answer: (nth: number) => BulkProgress) => {
  const ref = { tenantId: randomUUID(), bulkId: randomUUID() };
  const workflowId = bulkCommandId(ref);
  let asked = 0;
  const { taskQueue } = await world.worker({
    tendBulk: async () => {
      asked += 1;
      return answer(asked);
    },
  });
  const handle = await world.client.workflow.start('bulkCommand', { workflowId, taskQueue, args: [ref] });
  return { workflowId, handle };
};

/** How long each of the workflow's timers was set to. */
const secondsOf = async (handle: WorkflowHandle): Promise<number[]> =>
  ((await handle.fetchHistory()).events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
  );

test('asks the next leads until all have answered, and not without a pause', async () => {
  const one = await run((nth) => progress(nth < 4 ? 'more' : 'over', 20));
  expect(await one.handle.result()).toBe('done');
  expect(await secondsOf(one.handle)).toEqual([1, 1, 1]);
  await world.replay(one.workflowId);
});

test('looks less often where nobody answers', async () => {
  const one = await run((nth) => progress(nth < 3 ? 'more' : 'over', 0));
  expect(await one.handle.result()).toBe('done');
  expect(await secondsOf(one.handle)).toEqual([2, 4]);
});
