// GraphQL on a real database: the audit log, by whom, of what and when.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, type Data, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let userId: string;

const leadIdOf = () => globalId('Lead', lead.leadId);
const sql = <Row>(text: string): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text) as Promise<Row[]>);

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Log'));
  // its note is the first entry
  lead = await seedLead(database.db, tenantId, 'Log');
  userId = (await sql<{ id: string }>(`select id from staff_user where staff_key = 'agent'`))[0]?.id ?? '';
  const made = { tenantId, subject: { kind: 'StaffUser', id: userId } };
  const role = { before: { role: 'viewer' }, after: { role: 'agent' } };
  await database.db.inTenant(tenantId, (tx) =>
    recordChange(tx, { ...made, ...role, actor: { kind: 'staff', id: 'admin' }, action: 'staffChanged' }),
  );
  const key = { kind: 'ApiKey', id: userId };
  await database.db.inTenant(tenantId, (tx) =>
    recordChange(tx, {
      ...{ tenantId, subject: key, actor: { kind: 'key', id: userId }, action: 'keyUsed' },
      ...{ before: null, after: { name: 'CRM' } },
    }),
  );
});
afterAll(() => database.drop());

const log = async (filter: Record<string, unknown> = {}, rest = ''): Promise<Data> => {
  const query = `query ($filter: AuditFilter) { auditLog(filter: $filter ${rest}) {
    nodes { action actorKind actor staff { name } subjectKind subjectId subject { __typename id } lead { name } before after }
    pageInfo { endCursor hasNextPage } } }`;
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query, { filter });
  expect(errors).toEqual([]);
  return data.auditLog;
};
const actions = async (filter: Record<string, unknown>): Promise<string[]> =>
  (await log(filter)).nodes.map(({ action }: Data) => action);

test('tells, newest first, who changed what, and what it was before', async () => {
  const id = globalId('StaffUser', userId);
  expect((await log()).nodes).toEqual([
    expect.objectContaining({ action: 'keyUsed', actorKind: 'KEY', staff: null, subject: null }),
    {
      ...{ action: 'staffChanged', actorKind: 'STAFF', actor: 'admin', staff: { name: 'Log admin' } },
      ...{ subjectKind: 'StaffUser', subjectId: id, subject: { __typename: 'StaffUser', id } },
      ...{ lead: null, before: { role: 'viewer' }, after: { role: 'agent' } },
    },
    expect.objectContaining({ action: 'noteAdded', actor: 'agent', lead: { name: 'Log lead 0' } }),
  ]);
});

test.each([
  ['whoever did it', () => ({ actor: 'admin' }), ['staffChanged']],
  ['their kind', () => ({ actorKind: 'KEY' }), ['keyUsed']],
  ['what was done', () => ({ action: ['keyUsed', 'noteAdded'] }), ['keyUsed', 'noteAdded']],
  ['what was changed', () => ({ subjectId: globalId('StaffUser', userId) }), ['staffChanged']],
  ['what is not shown', () => ({ subjectId: globalId('ApiKey', userId) }), ['keyUsed']],
  ['a lead', () => ({ leadId: leadIdOf() }), ['noteAdded']],
  ['a time that is over', () => ({ until: '2026-01-01T00:00:00Z' }), []],
  ['a time to come', () => ({ since: '2100-01-01T00:00:00Z' }), []],
])('is narrowed to %s', async (_to, filter, expected) => {
  expect(await actions(filter())).toEqual(expected);
});

test('is read page by page', async () => {
  const first = await log({}, ', first: 2');
  expect(first.nodes).toHaveLength(2);
  const second = await log({}, `, first: 2, after: ${JSON.stringify(first.pageInfo.endCursor)}`);
  expect([second.nodes.map(({ action }: Data) => action), second.pageInfo.hasNextPage]).toEqual([
    ...[['noteAdded'], false],
  ]);
});

test('an id that is none of ours is refused with a sentence', async () => {
  const query = '{ auditLog(filter: { subjectId: "x" }) { nodes { action } } }';
  const { errors } = await ask(database.db, asRole(tenantId, 'admin'), query);
  expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', message: 'subjectId: expected a global id' }]);
});

test.each(['viewer', 'agent'] as const)('is not for a %s, by global id neither', async (role) => {
  const [entry] = await sql<{ id: string }>('select id from audit_entry limit 1');
  const id = globalId('AuditEntry', entry?.id ?? '');
  for (const query of [
    '{ auditLog { nodes { action } } }',
    `{ node(id: "${id}") { ... on AuditEntry { action } } }`,
  ]) {
    const { errors } = await ask(database.db, asRole(tenantId, role), query);
    expect(errors[0]?.code).toBe('FORBIDDEN');
  }
});
