// GraphQL on a real database: what a business used, by the days of its own clock.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { ask, asRole, type Data } from './ask.ts';

let database: TestDatabase;
let tenantId: string;

const sql = (text: string, values: unknown[] = []) =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values));
const usage = async (args: string, selection: string): Promise<Data> => {
  const viewer = asRole(tenantId, 'admin');
  const { data, errors } = await ask(database.db, viewer, `{ usage${args} { ${selection} } }`);
  expect(errors).toEqual([]);
  return data.usage;
};

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Used'));
  // in London the clocks were put forward on the 29th of March 2026, and there it was the 1st of July by then
  const { leadId } = await seedLead(database.db, tenantId, 'Used', 0);
  await sql(`update lead set created_at = '2026-06-30T23:30:00Z' where id = ?`, [leadId]);
  const calls = `update call_attempt set placed_at = ?, answered_at = ?, duration_seconds = ? where number = ?`;
  await sql(calls, ['2026-07-01T22:59:59Z', '2026-07-01T22:59:59Z', 61, 1]);
  await sql(calls, ['2026-07-01T23:00:00Z', null, null, 2]);
  await sql(`update email set created_at = '2026-07-01T12:00:00Z', state = 'sent'`);
  await sql(
    `update email set recipient_kind = 'staff' where id = (select id from email order by id limit 1)`,
  );
  await sql(`update message set at = '2026-07-02T12:00:00Z'`);
  await sql(`update model_call set created_at = '2026-07-01T12:00:00Z'`);
});
afterAll(() => database.drop());

const counts = 'leads callsPlaced callsAnswered callMinutes emailsToLeads emailsToStaff messagesReceived';

test('is counted by the days of the business’s clock, a day of nothing too', async () => {
  const { days, timeZone } = await usage(
    '(from: "2026-06-30", to: "2026-07-02")',
    `timeZone days { day count { ${counts} modelCalls inputTokens outputTokens } }`,
  );
  const nothing = {
    leads: 0,
    callsPlaced: 0,
    callsAnswered: 0,
    callMinutes: 0,
    emailsToLeads: 0,
    emailsToStaff: 0,
  };
  const none = { ...nothing, messagesReceived: 0, modelCalls: 0, inputTokens: 0, outputTokens: 0 };
  expect([timeZone, days]).toEqual([
    'Europe/London',
    [
      { day: '2026-06-30', count: none },
      {
        day: '2026-07-01',
        count: {
          ...{
            leads: 1,
            callsPlaced: 1,
            callsAnswered: 1,
            callMinutes: 2,
            emailsToLeads: 1,
            emailsToStaff: 1,
          },
          ...{ messagesReceived: 0, modelCalls: 1, inputTokens: 100, outputTokens: 10 },
        },
      },
      { day: '2026-07-02', count: { ...none, callsPlaced: 1, messagesReceived: 2 } },
    ],
  ]);
});

test('of a month is the sum of its days, with each model by itself', async () => {
  const answer = await usage(
    '(month: "2026-07")',
    `from to days { day } total { ${counts} } models { model modelCalls inputTokens outputTokens }`,
  );
  expect(answer).toMatchObject({
    ...{ from: '2026-07-01', to: '2026-07-31' },
    total: { leads: 1, callsPlaced: 2, callMinutes: 2, emailsToLeads: 1, messagesReceived: 2 },
    models: [{ model: 'Used model', modelCalls: 1, inputTokens: 100, outputTokens: 10 }],
  });
  expect(answer.days).toHaveLength(31);
});

test('of this month is answered when nothing is said', async () => {
  const { from } = await usage('', 'from');
  expect(from).toMatch(/^\d{4}-\d{2}-01$/);
});

test('of a period that is none is refused with a sentence', async () => {
  const { errors } = await ask(database.db, asRole(tenantId, 'admin'), '{ usage(month: "July") { from } }');
  expect(errors).toMatchObject([
    { code: 'BAD_USER_INPUT', message: 'Expected month: a month such as "2026-11", without days' },
  ]);
});
