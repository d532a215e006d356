// Many leads asked at once over PostgreSQL and Temporal, with the real workflows, activities and dispatcher: what is told of
// it in the end is what was done.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../integrations/log/logger.ts';
import { runDispatcher } from '../../worker/dispatcher.ts';
import { ask, asRole, type Data, globalId } from '../graphql/ask.ts';
import { type PeopleWorld, peopleWorld } from '../merge/people-world.ts';

const people = 12;
const log = createLogger({ name: 'test', level: 'silent' });
/** Busy machines take their time. */
const patient = { interval: 100, timeout: 50_000 };
const pace = { everyMs: 25, waitedMs: 0, againMs: 100, most: 50, atOnce: 4 };

let world: PeopleWorld;
let leads: string[];
let stop: () => Promise<void>;

beforeAll(async () => {
  // nobody is called, and whoever was written to is left alone for the rest of the test
  world = await peopleWorld((settings) => ({
    ...settings,
    staff: settings.staff.map((member) => ({ ...member, calendar: null })),
    followUps: [{ after: '1 hour', subject: 'Still there?', text: 'We are.' }],
  }));
  leads = await Promise.all(Array.from({ length: people }, () => world.somebody({ phone: null })));
  dispatch();
}, 60_000);
afterAll(async () => {
  await stop();
  await world.close();
});

function dispatch(): void {
  const ending = new AbortController();
  const done = runDispatcher({ db: world.db, engine: world.engine, log }, pace, ending.signal);
  stop = async () => {
    ending.abort();
    await done;
  };
}

const count = async (from: string): Promise<number> => {
  const [row] = await world.sql<{ count: number }>(`select count(*)::int as count from ${from}`);
  return row?.count ?? 0;
};
const asked = async (query: string, variables = {}): Promise<Data> => {
  const { data, errors } = await ask(world.db, asRole(world.tenantId, 'agent'), query, variables);
  expect(errors).toEqual([]);
  return data;
};
const begin = async (name: string, more: string): Promise<string> => {
  const query = `mutation ($ids: [ID!]) { ${name}(input: { leads: { ids: $ids } ${more} }) {
    ... on BulkPayload { count bulk { id } } } }`;
  const { [name]: answer } = await asked(query, { ids: leads.map((id) => globalId('Lead', id)) });
  expect(answer.count).toBe(people);
  return answer.bulk.id;
};
const told = async (id: string): Promise<Data> => {
  const query = `query ($id: ID!) { node(id: $id) { ... on BulkCommand { state total done refused finishedAt
    items(first: 50, state: [REFUSED]) { nodes { code message lead { id } } } } } }`;
  const { node } = await asked(query, { id });
  expect(node.done + node.refused).toBeLessThanOrEqual(people);
  return node;
};
const isOver = (id: string) => expect.poll(async () => (await told(id)).state, patient).toBe('DONE');

test('all are given to somebody, each once; asked again with the same key nothing more begins', async () => {
  await expect.poll(() => count('lead where step is not null'), patient).toBe(people);
  const given = `, staffKey: "viewer", requestKey: "desk-1"`;
  const id = await begin('bulkAssign', given);
  await isOver(id);
  expect(await told(id)).toMatchObject({ total: people, done: people, refused: 0, items: { nodes: [] } });
  expect(await begin('bulkAssign', given)).toBe(id);
  expect(await count(`lead where assigned_to = 'viewer'`)).toBe(people);
  expect(await count(`timeline_event where kind = 'assigned'`)).toBe(people);
  expect([await count('bulk_command'), await count('command')]).toEqual([1, people]);
}, 120_000);

test('all are closed but one that was closed meanwhile, which says why it refuses', async () => {
  const meanwhile = leads[3] ?? '';
  await stop();
  const id = await begin('bulkClose', ', reason: "fair is over"');
  await world.command(meanwhile, 'close', { reason: null }, (command) =>
    world.engine.sendCommand({ ...command, timeoutMs: 5_000 }),
  );
  await expect.poll(() => count(`lead where step = 'closed'`), patient).toBe(1);
  dispatch();
  await isOver(id);
  expect(await told(id)).toMatchObject({
    ...{ total: people, done: people - 1, refused: 1, finishedAt: expect.anything() },
    items: {
      nodes: [
        {
          ...{ code: 'leadClosed', message: 'The journey of this lead is closed.' },
          lead: { id: globalId('Lead', meanwhile) },
        },
      ],
    },
  });
  await expect.poll(() => count(`lead where step = 'closed'`), patient).toBe(people);
  const closed = await world.sql<{ lead_id: string }>(
    `select lead_id from command where name = 'close' and state = 'done'`,
  );
  expect(closed.map(({ lead_id }) => lead_id).toSorted()).toEqual(leads.toSorted());
}, 120_000);
