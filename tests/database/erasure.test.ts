// A person is erased from a real database: by the classes of all columns, and looked for in every table there is.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableClasses } from '../../schema/database/classes.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { erasurePlan } from '../../schema/database/erasure/erasure-plan.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { findEverywhere, type Planted, plantEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let owner: pg.Pool;
let tenantId: string;
let lead: SeededLead;
let bystander: SeededLead;
let planted: Planted[];
let kept: Planted[];

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha', 1);
  bystander = await seedLead(database.db, tenantId, 'Alpha', 2);
  planted = await plantEverywhere(database.db, owner, { tenantId, ...lead }, 'Zwetschge');
  kept = await plantEverywhere(database.db, owner, { tenantId, ...bystander }, 'Mirabelle');
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const forget = (leadId: string) =>
  database.db.inTenant(tenantId, (tx) =>
    beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret }),
  );

type Begun = Awaited<ReturnType<typeof forget>>;
const emptyRows = (begun: Begun) =>
  eraseRows(database.db, { tenantId, erasureId: '', leadIds: [], ...begun });

test('every table that has a column to erase says whose its rows are', () => {
  // these hold numbers and addresses, and are emptied by them when an erasure begins
  const byValue = ['do_not_call'];
  const nobodys = erasurePlan(database.db, tableClasses).filter(({ ofLeads }) => !ofLeads);
  expect(
    nobodys.map(({ table }) => table),
    'these have columns to erase and nothing that leads from a lead to their rows: add the column that does to `ways` in schema/database/erasure/erasure-plan.ts',
  ).toEqual(byValue);
});

test('nothing that was known of an erased person is left in any table, and of another person everything', async () => {
  const stood = await findEverywhere(owner, 'Zwetschge');
  expect(stood.length).toBeGreaterThan(50);
  for (const { column, word } of planted)
    if (word.startsWith('Zwetschge')) expect(stood).toContain(`public.${column}`);
  const begun = await forget(lead.leadId);
  const emptied = await emptyRows(begun);
  expect(Object.keys(emptied)).toContain('call_turn');
  expect(await findEverywhere(owner, 'Zwetschge')).toEqual([]);
  const still = await findEverywhere(owner, 'Mirabelle');
  for (const { column, word } of kept)
    if (word.startsWith('Mirabelle')) expect(still).toContain(`public.${column}`);
});

test('a second erasure of the same person finds nothing, and is the same', async () => {
  const again = await forget(lead.leadId);
  const first = await owner.query<{ id: string }>('select id from erasure where lead_id = $1', [lead.leadId]);
  expect(first.rows).toEqual([{ id: again?.erasureId }]);
  expect(await emptyRows(again)).toEqual({});
});
