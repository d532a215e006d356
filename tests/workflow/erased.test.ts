// A journey whose person is forgotten drains and closes, wherever it is, on a real server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ErasureActivities, eraseLeadId } from '../../schema/contracts/erasure.ts';
import { farAway, soon } from './fake-activities.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('a live call is hung up, its end is taken, and nothing follows from it', async () => {
  const lead = await world.lead();
  await lead.tell('formSubmitted');
  await lead.reaches('has a call open', ({ call }) => call !== undefined);
  await lead.tell('erased');
  await lead.asked('hangUp');
  await lead.tell('callEnded', 'attempt-1');
  expect(await lead.handle().result()).toBe('erased');
  expect(lead.names()).toContain('afterCall');
  expect(lead.names()).not.toContain('summarise');
  await world.replay(lead.workflowId);
});

test.each([
  ['an offer of times', async () => undefined],
  [
    'a meeting',
    async (lead: Awaited<ReturnType<World['lead']>>) => {
      await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
      await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    },
  ],
  [
    'a pause',
    (lead: Awaited<ReturnType<World['lead']>>) => lead.command('pause', { paused: true, replan: true }),
  ],
] as const)('%s is left at once', async (_what, then) => {
  const lead = await world.lead();
  await lead.tell('formSubmitted');
  await lead.reaches('has a call open', ({ call }) => call !== undefined);
  await lead.tell('callEnded', 'attempt-1');
  await lead.reaches('has an offer open', ({ step }) => step === 'schedule');
  await then(lead);
  await lead.tell('erased');
  expect(await lead.handle().result()).toBe('erased');
});

test('an effect that runs is let end, and a reply that was to be sent keeps nothing open', async () => {
  const { promise: told, resolve: answer } = Promise.withResolvers<void>();
  const lead = await world.lead({
    answer: async () => {
      await told;
      return { kind: 'held', draftId: 'draft-1', at: farAway() };
    },
  });
  await lead.tell('messageReceived');
  await lead.asked('answer');
  await lead.tell('erased');
  await lead.reaches('is closed', ({ step }) => step === 'closed');
  answer();
  expect(await lead.handle().result()).toBe('erased');
  expect(lead.names()).not.toContain('tendDraft');
});

test('what comes in behind it leads nowhere', async () => {
  const { promise: told, resolve: end } = Promise.withResolvers<void>();
  const lead = await world.lead({
    answer: async () => {
      await told;
      return { kind: 'sent' };
    },
  });
  await lead.tell('messageReceived');
  await lead.asked('answer');
  await lead.tell('erased');
  await lead.tell('formSubmitted');
  await lead.command('requestCall', { goto: 'call' });
  end();
  expect(await lead.handle().result()).toBe('erased');
  expect(lead.names()).not.toContain('placeCall');
});

const erase = async (over: Partial<ErasureActivities>) => {
  const asked: string[] = [];
  const fakes: ErasureActivities = {
    endJourneys: async () => ({ running: 0 }),
    settleActions: async () => ({ until: null }),
    emptyRows: async () => ({ rows: 3 }),
    deleteHistories: async () => ({ left: 0 }),
    deleteCopies: async () => ({ left: 0 }),
    finishErasure: async () => {},
    ...over,
  };
  const activities = Object.fromEntries(
    Object.entries(fakes).map(([name, run]) => [
      name,
      (erasure: never) => {
        asked.push(name);
        return run(erasure);
      },
    ]),
  );
  const { taskQueue } = await world.worker(activities);
  const erasure = { tenantId: randomUUID(), leadId: randomUUID(), erasureId: randomUUID() };
  const workflowId = eraseLeadId(erasure);
  const handle = await world.client.workflow.start('eraseLead', { workflowId, taskQueue, args: [erasure] });
  return { asked, workflowId, result: await handle.result() };
};

test('rows are emptied when journeys have drained and nothing is on its way, and once more at the end', async () => {
  const running = [1, 0];
  const until = [soon(500), null];
  const { asked, result, workflowId } = await erase({
    endJourneys: async () => ({ running: running.shift() ?? 0 }),
    settleActions: async () => ({ until: until.shift() ?? null }),
  });
  expect(result).toBe('done');
  expect(asked).toEqual([
    ...['endJourneys', 'endJourneys', 'settleActions', 'settleActions', 'emptyRows'],
    ...['deleteHistories', 'deleteCopies', 'emptyRows', 'finishErasure'],
  ]);
  await world.replay(workflowId);
});

test('a trouble of the database or the engine is tried again', async () => {
  let tried = 0;
  const { asked, result } = await erase({
    emptyRows: async () => {
      tried += 1;
      if (tried === 1) throw new Error('database away');
      return { rows: 1 };
    },
  });
  expect(result).toBe('done');
  expect(asked.filter((name) => name === 'emptyRows')).toHaveLength(3);
});
