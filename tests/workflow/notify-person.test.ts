// Mail to staff as a workflow, on a real server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NoteRef, type NotifyActivities, notifyPersonId } from '../../schema/contracts/notes.ts';
import { fetchRuns } from './count-actions.ts';
import { refusal } from './fake-activities.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const notify = async (over: Partial<NotifyActivities>) => {
  const asked: { name: string; note: NoteRef }[] = [];
  const fakes: NotifyActivities = {
    sendStaffNote: async () => 'sent',
    giveUpStaffNote: async () => 'givenUp',
    ...over,
  };
  const activities = Object.fromEntries(
    Object.entries(fakes).map(([name, run]) => [
      name,
      (note: NoteRef) => {
        asked.push({ name, note });
        return run(note);
      },
    ]),
  );
  const { taskQueue } = await world.worker(activities);
  const note = { tenantId: randomUUID(), noteId: randomUUID() };
  const workflowId = notifyPersonId(note);
  const handle = await world.client.workflow.start('notifyPerson', { workflowId, taskQueue, args: [note] });
  return { note, asked, workflowId, result: await handle.result() };
};

test('one e-mail is asked for, and the run ends with what became of it', async () => {
  const { note, asked, result, workflowId } = await notify({});
  expect(result).toBe('sent');
  expect(asked).toEqual([{ name: 'sendStaffNote', note }]);
  const [history] = await fetchRuns(world.client, workflowId);
  expect(history?.events?.length).toBeLessThanOrEqual(11);
});

test('a trouble that may pass is tried again', async () => {
  let tried = 0;
  const { result, asked } = await notify({
    sendStaffNote: async () => {
      tried += 1;
      if (tried === 1) throw new Error('vendor away');
      return 'sent';
    },
  });
  expect(result).toBe('sent');
  expect(asked.map(({ name }) => name)).toEqual(['sendStaffNote', 'sendStaffNote']);
});

test('a mail that cannot be sent is given up in our rows', async () => {
  const { result, asked } = await notify({ sendStaffNote: () => Promise.reject(refusal()) });
  expect(result).toBe('givenUp');
  expect(asked.map(({ name }) => name)).toEqual(['sendStaffNote', 'giveUpStaffNote']);
});
