// A mail to a person: sent by its notice's id, through a vendor that comes and goes.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NoticeRef, notifyPersonId } from '../../schema/contracts/notices.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('a notice is tried until the vendor takes it, and a second start finds the first', async () => {
  const tried: NoticeRef[] = [];
  const { taskQueue } = await world.worker({
    notifyPerson: async (notice: NoticeRef) => {
      tried.push(notice);
      if (tried.length === 1) throw new Error('vendor away');
      return { kind: 'sent' };
    },
  });
  const notice = { tenantId: randomUUID(), noticeId: randomUUID() };
  const options = { taskQueue, workflowId: notifyPersonId(notice), args: [notice] };
  const handle = await world.client.workflow.start('notifyPerson', options);
  await expect(world.client.workflow.start('notifyPerson', options)).rejects.toThrow('already started');
  expect(await handle.result()).toBe('sent');
  expect(tried).toEqual([notice, notice]);
});
