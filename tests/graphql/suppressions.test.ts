// GraphQL on a real database: whom nobody contacts any more, and how that is taken back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { suppress } from '../../schema/database/leads/opt-out.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { ask, asRole, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let leadId: string;
let suppressionId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Mute'));
  ({ leadId, suppressionId } = await seedLead(database.db, tenantId, 'Mute'));
});
afterAll(() => database.drop());

type Reason = Parameters<typeof suppress>[1]['reason'];
const block = (reason: Reason) =>
  database.db.inTenant(tenantId, async (tx) => {
    const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
    const causedBy = { kind: 'system', id: 'test' } as const;
    const whom = { tenantId, kind: 'email', value: lead.email ?? '', reason, leadId } as const;
    const isNew = await suppress(tx, { ...whom, causedBy, linkSecret: testLinkSecret });
    const [row] = await tx.execute<{ id: string }[]>(
      'select id from suppression where reason = ? order by created_at desc limit 1',
      [reason],
    );
    return { isNew, id: globalId('Suppression', row?.id ?? '') };
  });
const isBlocked = () =>
  database.db.inTenant(tenantId, async (tx) => {
    const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
    return (await contactFacts(tx, lead, testLinkSecret)).addressBar !== null;
  });

const lift = (id: string, reason = 'They wrote from it again.') =>
  ask(
    database.db,
    asRole(tenantId, 'admin'),
    `mutation ($input: LiftSuppressionInput!) { liftSuppression(input: $input) {
      __typename ... on Suppression { liftedBy liftedBecause lead { name } } ... on UserError { message } } }`,
    { input: { suppressionId: id, reason } },
  );

test('what bounced may be used again, once an admin says why; it can be blocked anew', async () => {
  const { id } = await block('complained');
  expect(await isBlocked()).toBe(true);
  const { data } = await lift(id);
  expect(data.liftSuppression).toEqual({
    __typename: 'Suppression',
    liftedBy: 'admin',
    liftedBecause: 'They wrote from it again.',
    lead: { name: 'Mute lead 0' },
  });
  expect(await isBlocked()).toBe(false);
  await lift(id, 'Once more.');
  const told = await database.db.inTenant(tenantId, (tx) =>
    tx.execute(
      `select actor, details ->> 'because' as because from timeline_event where kind = 'suppressionLifted'`,
    ),
  );
  expect(told).toEqual([{ actor: 'staff:admin', because: 'They wrote from it again.' }]);
  expect((await block('complained')).isNew).toBe(true);
  expect(await isBlocked()).toBe(true);
});

test('an opt-out is not lifted by staff, nor anything without a reason', async () => {
  const { id } = await block('optedOut');
  expect((await lift(id)).data.liftSuppression).toMatchObject({ __typename: 'InvalidInput' });
  const bounced = await block('bounced');
  expect((await lift(bounced.id, ' ')).data.liftSuppression).toMatchObject({
    message: 'reason: expected why it may be used again.',
  });
  expect(await isBlocked()).toBe(true);
});

test('one is shown to admins only, by its global id too', async () => {
  const id = globalId('Suppression', suppressionId);
  const query = 'query ($id: ID!) { node(id: $id) { ... on Suppression { reason } } }';
  const asViewer = await ask(database.db, asRole(tenantId, 'viewer'), query, { id });
  expect(asViewer.errors[0]?.code).toBe('FORBIDDEN');
  expect(JSON.stringify(asViewer.data)).not.toContain('reason');
  const asAdmin = await ask(database.db, asRole(tenantId, 'admin'), query, { id });
  expect(asAdmin).toEqual({ data: { node: { reason: 'WRONG_NUMBER' } }, errors: [] });
});

test.each([
  [globalId('Suppression', 'x'), 'InvalidInput'],
  [globalId('Suppression', '01900000-0000-7000-8000-000000000000'), 'NotFound'],
])('an id of no suppression is said to be none', async (id, typename) => {
  const { data, errors } = await lift(id);
  expect(errors).toEqual([]);
  expect(data.liftSuppression.__typename).toBe(typename);
});

test('the list tells what is in force and what was lifted, to admins', async () => {
  const query =
    '{ inForce: suppressions(inForce: true) { nodes { liftedAt } } lifted: suppressions(inForce: false) { nodes { liftedAt } } }';
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query);
  expect(errors).toEqual([]);
  expect(data.inForce.nodes.length).toBeGreaterThan(0);
  for (const { liftedAt } of data.inForce.nodes) expect(liftedAt).toBeNull();
  for (const { liftedAt } of data.lifted.nodes) expect(liftedAt).not.toBeNull();
  const refused = await ask(database.db, asRole(tenantId, 'agent'), query);
  expect(refused.errors[0]?.code).toBe('FORBIDDEN');
});
