// GraphQL on a real database: how many statements a query costs, and what is too much.
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  for (let n = 0; n < 20; n += 1) leads.push(await seedLead(database.db, tenantId, 'Alpha', n));
});
afterAll(() => database.drop());

const screen = `query ($first: Int!) {
  leads(first: $first) {
    nodes {
      name assignedTo { name } journey { story }
      timeline(first: 5) { nodes { kind cause { kind } lead { name } } }
      calls(first: 2) { nodes {
        outcome turns { text } recordings { url } handOvers { state } voicemail { text } recordingConsent { text } lead { name }
      } }
      emails(first: 2) { nodes { subject events { kind } } }
      appointments { startsAt staff { name } lead { name } versions { v: version staff { name } } }
      messages(first: 2) { nodes { text } }
      decisions(first: 2) { nodes { verdict } }
      actions(first: 2) { nodes { key } }
      commands(first: 2) { nodes { name } }
      consents { given }
      drafts(first: 2) { nodes { text supersededBy { text } } }
      staffNotes(first: 2) { nodes { remark staff { name } about { id ... on Message { text } } lead { name } } }
      notes(first: 2) { nodes { text author { name } lead { name } } }
      callSummary { summary }
    }
  }
}`;

test('a screen of twenty leads with everything on them costs as many statements as one of two', async () => {
  const countFor = async (first: number) => {
    const sent = await statementsOf(async () => {
      const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), screen, { first });
      expect(errors).toEqual([]);
      expect(data.leads.nodes).toHaveLength(first);
      for (const lead of data.leads.nodes) {
        expect(lead.calls.nodes).toHaveLength(2);
        expect(lead.calls.nodes[0].turns).toHaveLength(2);
        expect(lead.emails.nodes[1].events).toHaveLength(1);
        expect(lead.appointments).toHaveLength(1);
        expect(lead.appointments[0].versions).toHaveLength(1);
        expect(lead.staffNotes.nodes[1].about.text).toContain('Alpha text');
      }
    });
    return { all: sent.length, selects: sent.filter((statement) => /^select "/i.test(statement)).length };
  };
  const [two, twenty] = [await countFor(2), await countFor(20)];
  expect(twenty).toEqual(two);
  // one each for leads, staff, the lists on a lead, what hangs on calls, e-mails, appointments, drafts and notes, and the
  // leads of children
  expect(twenty.selects).toBeGreaterThan(15);
  expect(twenty.selects).toBeLessThanOrEqual(23);
});

test('a search with a filter and an order costs as many statements as the plain list', async () => {
  const countFor = async (args: string) => {
    const sent = await statementsOf(async () => {
      const query = `{ leads(first: 5${args}) { nodes { name assignedTo { name } calls(first: 2) { nodes { outcome } } } } }`;
      const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query);
      expect(errors).toEqual([]);
      expect(data.leads.nodes).toHaveLength(5);
    });
    return sent.length;
  };
  const narrowed = ', search: "alpha 7009", filter: { source: "form", optedOut: false }, sort: NEXT_ACTION';
  expect(await countFor(narrowed)).toBe(await countFor(''));
});

test('ten global ids cost as many statements as one', async () => {
  const countFor = (most: number) => {
    const nodes = leads.slice(0, most).map(({ leadId }, i) => {
      return `n${i}: node(id: "${globalId('Lead', leadId)}") { ... on Lead { name } }`;
    });
    return statementsOf(async () => {
      const { data } = await ask(database.db, asRole(tenantId, 'viewer'), `{ ${nodes.join(' ')} }`);
      expect(Object.values(data)).toHaveLength(most);
    });
  };
  expect((await countFor(10)).length).toBe((await countFor(1)).length);
});

test('passwords, payloads and vendors’ answers are not even selected', async () => {
  const sent = await statementsOf(() => ask(database.db, asRole(tenantId, 'viewer'), screen, { first: 2 }));
  const said = sent.join('\n');
  for (const column of ['password_hash', 'payload', 'answer"', 'relay_token_hash', '"html"'])
    expect(said).not.toContain(column);
});

const deep = (levels: number): string =>
  levels === 0 ? '{ id }' : `{ calls(first: 1) { nodes { lead ${deep(levels - 1)} } } }`;

test.each([
  ['too many rows', 'leads(first: 100) { nodes { calls(first: 100) { nodes { turns { text } } } } }'],
  ['too deep', `leads(first: 1) { nodes ${deep(6)} }`],
  ['too broad', Array.from({ length: 401 }, (_, i) => `a${i}: viewer { role }`).join(' ')],
])('a query that asks for %s is refused before anything is read', async (_what, query) => {
  const sent = await statementsOf(async () => {
    const { errors } = await ask(database.db, asRole(tenantId, 'viewer'), `{ ${query} }`);
    expect(errors[0]).toMatchObject({ code: 'QUERY_TOO_LARGE' });
  });
  expect(sent).toEqual([]);
});
