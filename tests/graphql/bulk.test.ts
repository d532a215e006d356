// GraphQL on a real database: which leads are meant when many are asked at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeRules } from '../../domain/leads/merge.ts';
import { mergeLeads } from '../../schema/database/leads/merge-leads.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { asAgentOfOwn, asKey, ask, asRole, asSuperAdmin, type Data, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
const leads: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  for (let n = 0; n < 5; n += 1) leads.push((await seedLead(database.db, tenantId, 'Alpha', n)).leadId);
});
afterAll(() => database.drop());

const ids = (...places: number[]) => places.map((place) => globalId('Lead', leads[place] ?? ''));
const bulk = async (
  input: object,
  name = 'bulkAssign',
  viewer: Viewer = asRole(tenantId, 'agent'),
): Promise<Data> => {
  const type = `B${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename
    ... on BulkPayload { count bulk { id name state total arguments items { nodes { state lead { id } } } } }
    ... on UserError { message } } }`;
  const { data, errors } = await ask(database.db, viewer, query, { input });
  expect(errors).toEqual([]);
  return data[name];
};
const begun = async () =>
  database.db.inTenant(tenantId, (tx) => tx.execute('select count(*)::int as count from bulk_command'));

test('a dry run says how many leads are meant, and nothing begins', async () => {
  const answer = await bulk({ leads: { filter: { status: ['NEW'] } }, dryRun: true });
  expect(answer).toEqual({ __typename: 'BulkPayload', count: 3, bulk: null });
  expect(await begun()).toEqual([{ count: 0 }]);
});

test('leads are meant by name, or by the search and filter of the list', async () => {
  const named = await bulk({ leads: { ids: ids(0, 1, 1) }, staffKey: 'agent' });
  expect(named).toMatchObject({
    count: 2,
    bulk: { name: 'ASSIGN', state: 'RUNNING', total: 2, arguments: { staffKey: 'agent' } },
  });
  expect(named.bulk.items.nodes.map(({ lead }: Data) => lead.id)).toEqual(ids(0, 1));
  const found = await bulk({ leads: { search: 'Alpha lead', filter: { status: ['CONTACTED'] } } });
  expect(found.bulk.items.nodes.map(({ lead }: Data) => lead.id).toSorted()).toEqual(ids(1, 3).toSorted());
});

test('begins only with as many as were expected', async () => {
  expect(await bulk({ leads: { ids: ids(0) }, expected: 2 })).toEqual({
    __typename: 'InvalidInput',
    message: 'expected: expected 1: so many leads are meant by now.',
  });
  expect(await bulk({ leads: { ids: ids(0) }, expected: 1 })).toMatchObject({ count: 1 });
});

test('with one key is one bulk command', async () => {
  const first = await bulk({ leads: { ids: ids(0) }, requestKey: 'desk-1' });
  const second = await bulk({ leads: { ids: ids(0, 1) }, requestKey: 'desk-1' });
  expect(second.bulk.id).toBe(first.bulk.id);
  expect(second).toMatchObject({ count: 1, bulk: { total: 1 } });
});

test('with one key is another one for everybody who asks, also for who sees only their own leads', async () => {
  const everybody = [
    ...[asRole(tenantId, 'admin'), asAgentOfOwn(tenantId, 'agent'), asAgentOfOwn(tenantId, 'viewer')],
    ...[asKey(tenantId, 'leads:read', 'leads:write'), asSuperAdmin(tenantId)],
  ];
  await database.db.inTenant(tenantId, (tx) =>
    tx.execute('update lead set assigned_to = null where id = ?', [leads[2]]),
  );
  const asked = async () => {
    const answers: Data[] = [];
    for (const viewer of everybody)
      answers.push(await bulk({ leads: { ids: ids(2) }, requestKey: 'same' }, 'bulkAssign', viewer));
    return answers.map((answer) => answer.bulk?.id);
  };
  const first = await asked();
  expect(new Set(first.filter(Boolean)).size).toBe(everybody.length);
  expect(await asked()).toEqual(first);
});

test('asked again with its key when what it did has changed which leads are meant, is still the same', async () => {
  const input = { leads: { filter: { tag: 'cold' } }, requestKey: 'desk-2', remove: ['cold'], expected: 1 };
  const tag = (tags: string) =>
    database.db.inTenant(tenantId, (tx) =>
      tx.execute('update lead set tags = ? where id = ?', [tags, leads[0]]),
    );
  await tag('{cold}');
  const first = await bulk(input, 'bulkTag');
  await tag('{}');
  expect(await bulk(input, 'bulkTag')).toEqual(first);
  expect(first).toMatchObject({ count: 1, bulk: { total: 1 } });
});

test.each([
  [{ leads: {} }, /never simply everybody/],
  [{ leads: { filter: {} } }, /never simply everybody/],
  [{ leads: { ids: [], search: 'x' } }, /either ids, or/],
  [{ leads: { ids: [] } }, /at least one lead/],
  [{ leads: { ids: ['nonsense'] } }, /global ids of leads/],
  [{ leads: { ids: Array.from({ length: 10_001 }, () => 'x') } }, /at most 10,000/],
  [{ leads: { ids: [globalId('Lead', '01900000-0000-7000-8000-000000000000')] } }, /no such lead/],
])('%# says what has to be mended', async (input, message) => {
  expect((await bulk(input)).message).toMatch(message);
});

test('tags are read as everywhere', async () => {
  const leads = { ids: ids(0) };
  expect((await bulk({ leads }, 'bulkTag')).message).toMatch(/tags to put on or to take off/);
  expect((await bulk({ leads, add: [' '] }, 'bulkTag')).message).toMatch(/tags of 1 to 40/);
  const tagged = await bulk({ leads, add: [' fair  Berlin '], remove: ['cold'] }, 'bulkTag');
  expect(tagged.bulk.arguments).toEqual({ add: ['fair Berlin'], remove: ['cold'] });
});

test('who was merged is meant as the lead that they are by now, once', async () => {
  const [one, other] = [leads[3] ?? '', leads[4] ?? ''];
  const causedBy = { kind: 'system', id: 'test' } as const;
  const { remains } = (await database.db.inTenant(tenantId, (tx) =>
    mergeLeads(tx, {
      ...{ tenantId, leads: [one, other], reason: 'asked', causedBy, actor: 'staff:admin' },
      ...{ linkSecret: testLinkSecret, rules: mergeRules },
    }),
  )) as { remains: string };
  const answer = await bulk({ leads: { ids: ids(3, 4) } });
  expect(answer.bulk.items.nodes.map(({ lead }: Data) => lead.id)).toEqual([globalId('Lead', remains)]);
});

test('the list tells what was asked, newest first, and one that is done cannot be stopped', async () => {
  const { data } = await ask(
    database.db,
    asRole(tenantId, 'viewer'),
    '{ bulkCommands(first: 2) { nodes { id name actor } } }',
  );
  expect(data.bulkCommands.nodes).toMatchObject([{ actor: 'agent' }, { actor: 'agent' }]);
  const [{ id }] = data.bulkCommands.nodes;
  const stop = () =>
    ask(
      database.db,
      asRole(tenantId, 'agent'),
      'mutation ($id: ID!) { stopBulk(input: { bulkId: $id }) { ... on BulkCommand { state } ... on UserError { message } } }',
      { id },
    );
  expect((await stop()).data.stopBulk).toEqual({ state: 'STOPPING' });
  await database.db.inTenant(tenantId, (tx) => tx.execute(`update bulk_command set state = 'done'`));
  expect((await stop()).data.stopBulk.message).toMatch(/not done/);
});
