// The lists of a whole business on a real database: calls, e-mails, appointments, and what happened.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, globalId } from './ask.ts';
import { statementsOf } from './statements-of.ts';

let database: TestDatabase;
let tenantId: string;
const leads: SeededLead[] = [];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  for (let n = 0; n < 6; n += 1) leads.push(await seedLead(database.db, tenantId, 'Alpha', n));
});
afterAll(() => database.drop());

const lists = [
  { name: 'calls', instant: 'createdAt', from: 'createdFrom', before: 'createdBefore', count: 12 },
  { name: 'emails', instant: 'createdAt', from: 'createdFrom', before: 'createdBefore', count: 12 },
  { name: 'appointments', instant: 'startsAt', from: 'startsFrom', before: 'startsBefore', count: 6 },
  { name: 'timeline', instant: 'at', from: 'from', before: 'before', count: 12 },
] as const;

interface Page {
  nodes: { id: string; lead: { id: string }; [instant: string]: unknown }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const page = async (
  list: (typeof lists)[number],
  args: { first?: number; after?: string | null; filter?: Record<string, unknown> },
): Promise<Page> => {
  const type = `${list.name.replace(/^./, (letter) => letter.toUpperCase()).replace(/s$/, '')}Filter`;
  const query = `query ($first: Int, $after: String, $filter: ${type}) {
    ${list.name}(first: $first, after: $after, filter: $filter) {
      nodes { id ${list.instant} lead { id } } pageInfo { hasNextPage endCursor }
    }
  }`;
  const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query, args);
  expect(errors).toEqual([]);
  return data[list.name];
};

describe.each(lists)('the list $name', (list) => {
  const whole = () => page(list, { first: 100 });

  test('holds everything of the business in one order, page by page as at once', async () => {
    const { nodes } = await whole();
    expect(nodes).toHaveLength(list.count);
    const instants = nodes.map((node) => String(node[list.instant]));
    const ascending = instants.toSorted();
    expect(instants).toEqual(list.name === 'appointments' ? ascending : ascending.toReversed());
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Page = await page(list, { first: 5, after });
      paged.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(nodes.map(({ id }) => id));
  });

  test('is narrowed to a time and to a lead', async () => {
    const { nodes } = await whole();
    const [from, before] = [nodes.at(-2), nodes[1]].map((node) => String(node?.[list.instant])).toSorted();
    const between = await page(list, { first: 100, filter: { [list.from]: from, [list.before]: before } });
    const inTime = nodes.filter(
      (node) => String(node[list.instant]) >= String(from) && String(node[list.instant]) < String(before),
    );
    expect(between.nodes).toEqual(inTime);
    const leadId = globalId('Lead', leads[2]?.leadId ?? '');
    const ofOne = await page(list, { first: 100, filter: { leadId } });
    expect(ofOne.nodes).toEqual(nodes.filter(({ lead }) => lead.id === leadId));
    expect(ofOne.nodes.length).toBeGreaterThan(0);
    expect(
      (await page(list, { filter: { leadId: globalId('Call', leads[0]?.callId ?? '') } })).nodes,
    ).toEqual([]);
  });

  test('costs as many statements with a hundred rows and their leads as with one, and is read by an index', async () => {
    const countOf = async (first: number) =>
      (await statementsOf(() => page(list, { first, filter: { [list.from]: '2020-01-01T00:00:00Z' } })))
        .length;
    expect(await countOf(100)).toBe(await countOf(1));
    const [statement] = (await statementsOf(() => page(list, { first: 2 }))).filter((sent) =>
      /^select/.test(sent),
    );
    const plan = await planOf(statement ?? '');
    expect(plan).toMatch(/Index Scan/);
    expect(plan).not.toMatch(/Sort/);
  });
});

/** How PostgreSQL would read this, had the tables many rows. */
const planOf = async (statement: string): Promise<string> => {
  const client = new pg.Client({ connectionString: database.applicationUrl });
  await client.connect();
  await client.query(
    `begin; set local "app.tenant" = '${tenantId}'; set local enable_seqscan = off; set local enable_sort = off`,
  );
  const { rows } = await client.query(`explain ${statement.replaceAll(/\$\d+/g, '3')}`);
  await client.end();
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

test.each([
  ['calls', '{ live: true }', 0],
  ['calls', '{ live: false, outcome: [ANSWERED], direction: OUTBOUND }', 12],
  ['calls', '{ outcome: [BUSY] }', 0],
  ['emails', '{ state: [PLANNED], template: ["welcome"], recipientKind: LEAD }', 12],
  ['emails', '{ recipientKind: STAFF }', 0],
  ['appointments', '{ state: [RESERVED], staffKey: "agent" }', 6],
  ['appointments', '{ state: [CANCELLED] }', 0],
  ['timeline', '{ kind: ["callEnded"], actor: "system" }', 12],
  ['timeline', '{ actor: "staff:agent" }', 0],
])('%s narrowed by %s are %i', async (name, filter, count) => {
  const { data, errors } = await ask(
    database.db,
    asRole(tenantId, 'viewer'),
    `{ ${name}(first: 100, filter: ${filter}) { nodes { id } } }`,
  );
  expect(errors).toEqual([]);
  expect(data[name].nodes).toHaveLength(count);
});

test('no e-mail and no message shows staff what opens the links of the lead', async () => {
  const [lead] = leads;
  const token = 'Zx9_-'.repeat(7).slice(0, 32);
  const words = `Move it: https://a.example/a/${token} or never: https://a.example/u/${token}. https://a.example/about/${token}`;
  await database.db.inTenant(tenantId, async (tx) => {
    await tx.execute('update email set text = ?, html = ? where lead_id = ?', [words, words, lead?.leadId]);
    await tx.execute('update message set text = ?, own_text = null where lead_id = ?', [words, lead?.leadId]);
  });
  const query = `query ($id: ID!) {
    lead(id: $id) { emails { nodes { text html } } messages { nodes { text ownText } } } }`;
  const id = globalId('Lead', lead?.leadId ?? '');
  const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query, { id });
  expect(errors).toEqual([]);
  const shown = `Move it: https://a.example/a/[removed] or never: https://a.example/u/[removed]. https://a.example/about/${token}`;
  for (const { text, html } of data.lead.emails.nodes) expect([text, html]).toEqual([shown, shown]);
  for (const { text, ownText } of data.lead.messages.nodes) expect([text, ownText]).toEqual([shown, shown]);
  expect([data.lead.emails.nodes.length, data.lead.messages.nodes.length]).toEqual([2, 2]);
});
