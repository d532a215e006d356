// GraphQL on a real database: how admins read, try out, change and roll back the settings of their business.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Lead } from '../../schema/database/leads/entities.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { ask, asRole, type Data } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let n = 0;
let mark = '';
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  n += 1;
  mark = `Alpha${String(n).padStart(2, '0')}`;
  const firstPassword = async ({ key }: { key: string }) => (key === 'admin' ? '$argon2id$of-a-test' : null);
  ({ tenantId } = await seedTenant(database.db, mark, { firstPassword }));
});

const asAdmin = async (query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query, variables);
  expect(errors).toEqual([]);
  return data;
};
const sql = <Row>(text: string): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text) as Promise<Row[]>);

const mended = `__typename
  ... on InvalidPolicy { message problems { path expected line column } }
  ... on InvalidInput { field }`;
const answered = `${mended}
  ... on Policy { version createdBy remark rolledBackTo changes { path before after } }
  ... on PolicyConflict { version message }`;
const preview = async (input: Record<string, unknown>): Promise<Data> =>
  (
    await asAdmin(
      `query ($input: PreviewPolicyInput!) { previewPolicy(input: $input) { ${mended}
        ... on PolicyPreview { version effects changes { path before after } } } }`,
      { input },
    )
  ).previewPolicy;
const update = async (input: Record<string, unknown>): Promise<Data> =>
  (
    await asAdmin(`mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { ${answered} } }`, {
      input,
    })
  ).updatePolicy;
const rollBack = async (input: Record<string, unknown>): Promise<Data> =>
  (
    await asAdmin(
      `mutation ($input: RollBackPolicyInput!) { rollBackPolicy(input: $input) { ${answered} } }`,
      {
        input,
      },
    )
  ).rollBackPolicy;
const policy = async (): Promise<Data> =>
  (await asAdmin('{ policy { version source settings yaml } }')).policy;
const named = (agentName: string) => ({ patch: { talk: { agentName } } });
const change = (before: unknown, after: unknown) => ({ path: '/talk/agentName', before, after });

describe('a change', () => {
  test('is the next version, with who made it, why, and what it changed', async () => {
    const input = { expectedVersion: 1, ...named('Bea'), remark: 'a friendlier name' };
    const made = { version: 2, createdBy: 'staff:admin', remark: 'a friendlier name', rolledBackTo: null };
    expect(await update(input)).toEqual({ __typename: 'Policy', ...made, changes: [change('Ann', 'Bea')] });
    const { policyVersions } = await asAdmin(
      '{ policyVersions(first: 5) { nodes { version author { name } changes { path } } } }',
    );
    expect(policyVersions.nodes).toEqual([
      { version: 2, author: { name: `${mark} admin` }, changes: [{ path: '/talk/agentName' }] },
      { version: 1, author: null, changes: [] },
    ]);
  });

  test('stands in the audit log, place by place', async () => {
    await update({ expectedVersion: 1, ...named('Bea'), remark: 'nicer' });
    const entries = await sql('select actor_id, action, before, after from audit_entry');
    const [before, after] = [{ '/talk/agentName': 'Ann' }, { '/talk/agentName': 'Bea', remark: 'nicer' }];
    expect(entries).toEqual([{ actor_id: 'admin', action: 'settingsChanged', before, after }]);
  });

  test('by somebody who has not seen the version in force is a conflict and changes nothing', async () => {
    await update({ expectedVersion: 1, ...named('Bea') });
    expect(await update({ expectedVersion: 1, ...named('Cem') })).toMatchObject({
      ...{ __typename: 'PolicyConflict', version: 2 },
    });
    expect((await policy()).source.talk.agentName).toBe('Bea');
  });

  test('can be written as the whole of it: what is read as YAML is the same', async () => {
    const { yaml } = await policy();
    expect(await update({ expectedVersion: 1, yaml })).toMatchObject({ version: 1 });
    const edited = yaml.replace('agentName: Ann', 'agentName: Bea');
    expect(await update({ expectedVersion: 1, yaml: edited })).toMatchObject({
      ...{ version: 2, changes: [change('Ann', 'Bea')] },
    });
  });

  test('changes no other business', async () => {
    const other = await seedTenant(database.db, `Bravo${mark.slice(-2)}`);
    await update({ expectedVersion: 1, ...named('Bea') });
    const rows = await database.db.inTenant(other.tenantId, (tx) =>
      tx.execute('select version, source from tenant_policy'),
    );
    expect(rows).toEqual([{ version: 1, source: other.settings }]);
  });

  test('has to be one change', async () => {
    const { yaml } = await policy();
    for (const wish of [{}, { yaml, ...named('Bea') }])
      expect(await update({ expectedVersion: 1, ...wish })).toEqual({
        __typename: 'InvalidInput',
        field: 'patch',
      });
  });
});

describe('what is wrong', () => {
  test('is told with its place and what was expected there', async () => {
    const patch = { calling: { maxPerDay: 0, windows: null } };
    expect((await update({ expectedVersion: 1, patch })).problems).toEqual([
      { path: '/calling', expected: 'the key "windows"', line: null, column: null },
      { path: '/calling/maxPerDay', expected: '>= 1', line: null, column: null },
    ]);
    expect((await policy()).version).toBe(1);
  });

  test('in YAML is told with its line', async () => {
    const { yaml } = await policy();
    const lines = yaml.split('\n');
    const at = lines.findIndex((line: string) => line.includes('agentName'));
    lines[at] = '  agentName: 7';
    const { problems, message } = await preview({ yaml: lines.join('\n') });
    expect(problems).toEqual([{ path: '/talk/agentName', expected: 'a string', line: at + 1, column: 3 }]);
    expect(message).toBe(`Line ${at + 1}, /talk/agentName: expected a string.`);
    expect((await preview({ yaml: 'a: [' })).problems[0]).toMatchObject({ path: '/', line: 1 });
  });

  test('only for the database is told by the preview already', async () => {
    const { settings } = await seedTenant(database.db, 'Bravo');
    expect((await preview({ patch: { phone: settings.phone } })).problems).toMatchObject([
      { path: '/phone/number', expected: 'one that no other business uses' },
    ]);
  });
});

describe('a preview', () => {
  test('says what would change and what that does, and changes nothing', async () => {
    const { leadId } = await seedLead(database.db, tenantId, 'Alpha');
    await database.db.inTenant(tenantId, (tx) => tx.nativeUpdate(Lead, { id: leadId }, { step: 'call' }));
    const answer = await preview({ patch: { calling: { maxPerDay: 3 } } });
    expect(answer).toEqual({
      __typename: 'PolicyPreview',
      version: 1,
      changes: [{ path: '/calling/maxPerDay', before: 10, after: 3 }],
      effects: [
        expect.stringMatching(/^1 lead is being called: whether and when/),
        '1 running journey takes it at their next step.',
      ],
    });
    expect((await policy()).version).toBe(1);
    expect(await sql("select 1 from audit_entry where subject_kind = 'Policy'")).toEqual([]);
  });

  test('of somebody’s leaving counts their leads', async () => {
    await seedLead(database.db, tenantId, 'Alpha');
    const { source } = await policy();
    const staff = source.staff
      .filter(({ key }: { key: string }) => key !== 'agent')
      .map((one: { key: string }) =>
        one.key === 'admin' ? { ...one, calendar: `admin@${mark.toLowerCase()}.example` } : one,
      );
    expect((await preview({ patch: { staff } })).effects).toContain(
      `${mark} agent is shut out at once; 1 lead of theirs goes to others.`,
    );
    expect(await sql('select 1 from staff_user where disabled_at is not null')).toEqual([]);
  });

  test('of nothing says nothing', async () => {
    expect(await preview({ patch: {} })).toMatchObject({ changes: [], effects: [] });
  });
});

describe('a roll-back', () => {
  const people = async () =>
    (await policy()).source.staff.map(({ key }: { key: string }) => key).toSorted() as string[];
  const newcomer = { key: 'nora', name: 'Nora', role: 'agent', calendar: null, notify: false };

  test('is a new version with the old content', async () => {
    await update({ expectedVersion: 1, ...named('Bea') });
    const { effects } = await preview({ toVersion: 1 });
    expect(effects.at(-1)).toMatch(/^The staff stay as they are/);
    expect(await rollBack({ toVersion: 1, expectedVersion: 2, remark: 'did not please' })).toMatchObject({
      ...{ version: 3, rolledBackTo: 1, remark: 'did not please', changes: [change('Bea', 'Ann')] },
    });
    const [entry] = await sql<Data>('select action, after from audit_entry order by created_at desc limit 1');
    expect(entry).toMatchObject({ action: 'settingsRolledBack', after: { rolledBackTo: 1 } });
  });

  test('lets nobody in who left, and shuts out nobody who came since', async () => {
    const { source } = await policy();
    const staff = [
      ...source.staff.filter(({ key }: { key: string }) => key !== 'viewer'),
      { ...newcomer, email: `nora@${mark.toLowerCase()}.example` },
    ];
    await update({ expectedVersion: 1, patch: { staff, talk: { agentName: 'Bea' } } });
    await rollBack({ toVersion: 1, expectedVersion: 2 });
    expect((await policy()).source.talk.agentName).toBe('Ann');
    expect(await people()).toEqual(['admin', 'agent', 'nora']);
    const out = await sql('select staff_key from staff_user where disabled_at is not null');
    expect(out).toEqual([{ staff_key: 'viewer' }]);
  });

  test('to a version that there never was finds nothing', async () => {
    expect((await rollBack({ toVersion: 9, expectedVersion: 1 })).__typename).toBe('NotFound');
  });
});
