// A night as a workflow, on a real server: how it goes on, whatever its length.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type RetentionActivities,
  type RetentionTurn,
  retentionId,
} from '../../schema/contracts/retention.ts';
import { fetchRuns } from './count-actions.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const removed = { late: 0, unclaimed: 0, recordings: 0, messages: 0, leads: 1 };

test('a long night goes on in further runs, where it was, under the name of the first', async () => {
  const turns: RetentionTurn[] = [];
  const retaining: RetentionActivities = {
    tendRetention: async (turn) => {
      turns.push(turn);
      if (turns.length === 100) return { kind: 'over', isCut: true, removed };
      return { kind: 'more', place: { kind: 'leads', after: String(turns.length) }, pauseMs: 0, removed };
    },
  };
  const { taskQueue } = await world.worker(retaining);
  const tenant = { tenantId: randomUUID() };
  const workflowId = retentionId(tenant);
  const run = { workflowId, taskQueue, args: [tenant] };
  const handle = await world.client.workflow.start('retention', run);
  expect(await handle.result()).toBe('cut');
  expect((await fetchRuns(world.client, workflowId)).length).toBeGreaterThan(1);
  expect(turns).toHaveLength(100);
  expect(new Set(turns.map(({ runId }) => runId))).toEqual(new Set([handle.firstExecutionRunId]));
  expect(turns.map(({ place }) => place.after)).toEqual([
    null,
    ...Array.from({ length: 99 }, (_, i) => String(i + 1)),
  ]);
  await world.replay(workflowId);
});
