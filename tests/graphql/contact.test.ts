// GraphQL on a real database: who may be contacted, why not, and whom nobody calls.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readContactability } from '../../api/contactability.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
  await database.db.inTenant(tenantId, (tx) =>
    tx.execute(`update lead set phone = '+12025550123', opted_out_at = null, status = 'new' where id = ?`, [
      lead.leadId,
    ]),
  );
});
afterAll(() => database.drop());

const asAdmin = (query: string) => ask(database.db, asRole(tenantId, 'admin'), query);
const contactability = async () => {
  const { data, errors } = await ask(
    database.db,
    asRole(tenantId, 'viewer'),
    `query ($id: ID!) { lead(id: $id) {
       contactability { call { allowed verdict reason rule sentence considered { what found } } }
       timeline(first: 50) { nodes { kind actor } }
     } }`,
    { id: globalId('Lead', lead.leadId) },
    {
      contactability: (leadId) =>
        readContactability(database.db, { tenantId, leadId, linkSecret: testLinkSecret }),
    },
  );
  expect(errors).toEqual([]);
  return data.lead;
};

test('a number on the do-not-call list is told as the reason, with the zones that were looked at', async () => {
  const added = await asAdmin(
    `mutation { addToDoNotCall(input: { number: "+1 202 555 0123", reason: "by letter" }) { number reason addedBy } }`,
  );
  expect(added.data.addToDoNotCall).toEqual({
    number: '+12025550123',
    reason: 'by letter',
    addedBy: 'admin',
  });
  const { contactability: now, timeline } = await contactability();
  expect(now.call).toMatchObject({
    allowed: false,
    verdict: 'NEVER',
    reason: 'doNotCall',
    rule: 'call.doNotCall',
  });
  expect(now.call.sentence).toBe('No call: the number is on the do-not-call list.');
  expect(now.call.considered[0]).toEqual({
    what: 'zones',
    found: expect.stringContaining('America/New_York'),
  });
  expect(timeline.nodes).toContainEqual({ kind: 'doNotCallAdded', actor: 'staff:admin' });
});

test('one that is taken off the list may be called by it again, and the entry says who decided that', async () => {
  const removed = await asAdmin(
    `mutation { removeFromDoNotCall(input: { number: "+12025550123", reason: "a mistake" }) { removedBy removedBecause } }`,
  );
  expect(removed.data.removeFromDoNotCall).toEqual({ removedBy: 'admin', removedBecause: 'a mistake' });
  expect((await contactability()).contactability.call.reason).not.toBe('doNotCall');
  const { data } = await asAdmin('{ now: doNotCall { number } all: doNotCall(removed: true) { number } }');
  expect(data).toEqual({ now: [], all: [{ number: '+12025550123' }] });
});

test('many leads are looked at one after another, each once, and a hundred not at all', async () => {
  for (let n = 1; n < 5; n += 1) await seedLead(database.db, tenantId, 'Alpha', n);
  const looked: string[] = [];
  let running = 0;
  const contactability = async (leadId: string) => {
    running += 1;
    expect(running).toBe(1);
    looked.push(leadId);
    const now = await readContactability(database.db, { tenantId, leadId, linkSecret: testLinkSecret });
    running -= 1;
    return now;
  };
  const page = (first: number) => {
    const fields = 'a: contactability { call { allowed } } b: contactability { email { allowed } }';
    const query = `{ leads(first: ${first}) { nodes { ${fields} } } }`;
    return ask(database.db, asRole(tenantId, 'viewer'), query, {}, { contactability });
  };
  const { data, errors } = await page(20);
  expect(errors).toEqual([]);
  expect(data.leads.nodes).toHaveLength(5);
  expect(looked).toHaveLength(5);
  expect(new Set(looked).size).toBe(5);
  expect((await page(100)).errors).toMatchObject([{ code: 'QUERY_TOO_LARGE' }]);
});

test('only admins change the list, and only by numbers that there are', async () => {
  const add = (number: string) =>
    `mutation { addToDoNotCall(input: { number: "${number}", reason: "x" }) { id } }`;
  const refused = await ask(database.db, asRole(tenantId, 'agent'), add('+12025550123'));
  expect(refused.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await asAdmin(add('12'))).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
});
