// whose opens and clicks are counted by us, and whose are not
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld();
});
afterEach(() => Object.assign(world.vendors.email.port, { reportsOpens: true }));
afterAll(() => world.drop());

const welcomed = async (lead: TestLead): Promise<string> => {
  await world.activities.welcome({ ...world.stamped(lead, 'intake'), cause: lead.form });
  const sent = [...world.vendors.email.sent.values()].find(
    ({ payload }) => payload.tags.lead === lead.leadId,
  );
  return sent?.payload.html ?? '';
};
const rows = () => world.sql('select targets from email_tracking');

test('an e-mail by a vendor who counts himself goes out as it was written', async () => {
  expect(await welcomed(await world.newLead())).not.toContain('https://leads.example/t/');
  expect(await rows()).toEqual([]);
});

test('an e-mail by a mail server carries our picture, and where its links lead is kept', async () => {
  Object.assign(world.vendors.email.port, { reportsOpens: false });
  const html = await welcomed(await world.newLead());
  expect(html.match(/<img src="https:\/\/leads\.example\/t\/[\w-]{64}"/g)).toHaveLength(1);
  expect(await rows()).toHaveLength(1);
});
