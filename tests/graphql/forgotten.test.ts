// Whoever is forgotten, in everything that lists or counts leads: GraphQL on a real database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lead } from '../../schema/database/leads/entities.ts';
import { allLeads } from '../../schema/graphql/all-leads.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, type Data, globalId, tells } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let there: SeededLead;
let gone: SeededLead;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  there = await seedLead(database.db, tenantId, 'Alpha', 0);
  gone = await seedLead(database.db, tenantId, 'Alpha', 2);
  await database.db.inTenant(tenantId, async (tx) => {
    await tx.nativeUpdate(Lead, { id: gone.leadId }, { erasedAt: new Date() });
    await tx.execute(
      `update outbound set state = 'unknown', reason = case when lead_id = ? then 'erased' else 'untold' end`,
      [gone.leadId],
    );
  });
});
afterAll(() => database.drop());

const asked = async (query: string, more: Parameters<typeof ask>[4] = {}): Promise<Data> => {
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query, {}, more);
  expect(errors).toEqual([]);
  return data;
};

test('the list of leads, its file and what is asked of all of it leave them out alike', async () => {
  const { leads } = await asked('{ leads(filter: { status: [NEW] }) { nodes { id } } }');
  expect(leads.nodes).toEqual([{ id: globalId('Lead', there.leadId) }]);
  const inFile: string[] = [];
  const everything = { search: null, filter: null };
  for await (const rows of allLeads({ db: database.db, tenantId }, everything))
    inFile.push(...rows.map(({ id }) => id));
  expect(inFile).toEqual([there.leadId]);
  const { bulkTag } = await asked(
    'mutation { bulkTag(input: { leads: { filter: { status: [NEW] } }, add: ["x"], dryRun: true }) { ... on BulkPayload { count } } }',
  );
  expect(bulkTag).toEqual({ count: 1 });
});

test('the numbers leave them out, and so does what waits for somebody to say whether it was done', async () => {
  const { counts, actionsInDoubt } = await asked(
    '{ counts { actionsInDoubt leads { status count } } actionsInDoubt { nodes { lead { id } } } }',
  );
  expect(counts.leads).toContainEqual({ status: 'NEW', count: 1 });
  expect(counts.actionsInDoubt).toBe(actionsInDoubt.nodes.length);
  const whose = new Set(actionsInDoubt.nodes.map(({ lead }: Data) => lead.id));
  expect([...whose]).toEqual([globalId('Lead', there.leadId)]);
});

test('whoever watches the list is told that they leave it', async () => {
  const cursor = 'here';
  const change = { kind: 'lead', ref: gone.leadId, parentId: gone.leadId, cursor } as const;
  const live = tells([change]);
  const { data } = await ask(
    database.db,
    asRole(tenantId, 'viewer'),
    'subscription { leadsChanged { matches lead { id } } }',
    {},
    { live },
  );
  expect(data.leadsChanged.at(-1)).toEqual({ matches: false, lead: { id: globalId('Lead', gone.leadId) } });
});
