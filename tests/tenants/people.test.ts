// who works with a business: invitations and changes of staff, over GraphQL and HTTP, against PostgreSQL
import { Router } from 'express';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { findInvitation } from '../../api/auth/accept-invitation.ts';
import { hashPassword } from '../../api/auth/password.ts';
import { createAuth } from '../../api/auth/routes.ts';
import { createAccountPages } from '../../api/pages/account-pages.ts';
import { accountToken } from '../../schema/database/accounts/account-links.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { ask, asRole, globalId } from '../graphql/ask.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

const password = 'four walls and a red kettle';
let database: TestDatabase;
let api: ApiServer;
let tenantId: string;
let mark: string;
let businesses = 0;
let adminHash: string;

beforeAll(async () => {
  database = await testDatabase();
  adminHash = await hashPassword('a password of tests');
  api = await startApi(database.db, (context) =>
    Router().use('/api/auth', createAuth(context)).use(createAccountPages(context)),
  );
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  businesses += 1;
  mark = `firm${businesses}`;
  tenantId = await business(mark);
});

const business = async (name: string): Promise<string> => {
  const number = `+4420700${String(businesses).padStart(3, '0')}${name.length}`;
  const seeded = await seedTenant(database.db, name, {
    firstPassword: async ({ key }) => (key === 'admin' ? adminHash : null),
    change: (settings) => ({
      ...settings,
      phone: { number },
      assignment: { rules: [{ when: { interest: 'pool' }, to: ['agent'] }], otherwise: 'roundRobin' },
    }),
  });
  return seeded.tenantId;
};

const sql = <Row>(text: string, values: unknown[] = [], of = tenantId) =>
  database.db.inTenant(of, (tx) => tx.execute<Row[]>(text, values));
const idOf = async (key: string): Promise<string> => {
  const [row] = await sql<{ id: string }>('select id from staff_user where staff_key = ?', [key]);
  return globalId('StaffUser', row?.id ?? '');
};
const person =
  '{ __typename ... on StaffUser { key role name disabledAt } ... on InvalidInput { field expected } ... on SettingsConflict { version } }';
const invitation =
  '{ __typename ... on Invitation { id email timesSent } ... on InvalidInput { field expected } }';

const mutate = async (
  name: string,
  type: string,
  fields: string,
  input: object,
  viewer: Viewer = asRole(tenantId, 'admin'),
) => {
  const { data, errors } = await ask(
    database.db,
    viewer,
    `mutation ($input: ${type}!) { ${name}(input: $input) ${fields} }`,
    { input },
  );
  expect(errors).toEqual([]);
  return data[name];
};
const inviteAs = (given: object = {}, viewer?: Viewer) =>
  mutate(
    'invitePerson',
    'InvitePersonInput',
    invitation,
    { ...{ name: 'Nora Weiss', email: `nora@${mark}.example`, role: 'AGENT' }, ...given },
    viewer,
  );
const changed = async (name: string, key: string, more: object = {}) => {
  const type = { changePersonRole: 'ChangePersonRoleInput', updatePerson: 'UpdatePersonInput' }[name];
  return mutate(name, type ?? 'PersonInput', person, { personId: await idOf(key), ...more });
};

/** Comes back once so many wait for a lock that another transaction holds. */
const waiters = (howMany: number) =>
  vi.waitFor(async () => {
    const { rows } = await database.db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length < howMany) throw new Error(`${rows.length} wait`);
  }, 30_000);

const lastLink = async (of = tenantId): Promise<string> => {
  const [row] = await sql<{ link: string }>(
    'select link_id as link from invitation order by created_at desc limit 1',
    [],
    of,
  );
  return `${api.url}/account/invitation/${accountToken(testLinkSecret, row?.link ?? '')}`;
};
let visitors = 0;
const visit = (link: string, chosen?: string) => {
  visitors += 1;
  return fetch(link, {
    headers: { 'x-forwarded-for': `10.2.0.${visitors}` },
    ...(chosen !== undefined && { method: 'POST', body: new URLSearchParams({ password: chosen }) }),
  });
};
const logIn = async (email: string, secret = password) => {
  visitors += 1;
  const answer = await fetch(`${api.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.3.0.${visitors}` },
    body: JSON.stringify({ email, password: secret }),
  });
  return { status: answer.status, body: (await answer.json()) as { user?: unknown; token?: string } };
};
const mails = () =>
  sql<{ kind: string; address: string; facts: object }>(
    'select kind, address, facts from account_mail order by created_at, id',
  );
const version = async () => (await sql<{ v: number }>('select policy_version as v from tenant'))[0]?.v;
const actions = async () =>
  (await sql<{ action: string }>('select action from audit_entry order by created_at, id')).map(
    ({ action }) => action,
  );

/** Somebody of the staff gets a log-in, as an invitation gives it. */
const letIn = async (key: string): Promise<void> => {
  await inviteAs({ name: key, email: `${key}@${mark}.example` });
  expect((await visit(await lastLink(), password)).status).toBe(200);
};

describe('an invitation', () => {
  test('makes its reader one of the staff, by a new version of the settings, once they chose a password', async () => {
    expect(await inviteAs()).toMatchObject({ email: `nora@${mark}.example`, timesSent: 1 });
    expect(await mails()).toMatchObject([
      { kind: 'invitation', address: `nora@${mark}.example`, facts: { by: `${mark} admin` } },
    ]);
    expect(await version()).toBe(1);
    const seen = await visit(await lastLink());
    expect([seen.status, await seen.text()]).toEqual([
      200,
      expect.stringContaining(`Welcome to ${mark} Ltd`),
    ]);
    expect((await logIn(`nora@${mark}.example`)).status).toBe(401);
    expect((await visit(await lastLink(), 'short')).status).toBe(400);
    expect((await visit(await lastLink(), password)).status).toBe(200);
    expect((await logIn(`nora@${mark}.example`)).body.user).toMatchObject({ key: 'nora', role: 'agent' });
    expect(await version()).toBe(2);
    expect(await actions()).toEqual(['personInvited', 'passwordChosen', 'invitationAccepted']);
    expect((await visit(await lastLink(), password)).status).toBe(404);
  });

  test('is accepted by one of two who accept it at once', async () => {
    await inviteAs();
    const link = await lastLink();
    const both = await Promise.all([visit(link, password), visit(link, password)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await version()).toBe(2);
  });

  test('that is accepted while somebody looks at it is over for them, not somebody’s elsewhere', async () => {
    await inviteAs();
    const link = await lastLink();
    const { db } = database;
    const query = async (text: string, values: unknown[]) => {
      if (text.includes('login_by_hash')) expect((await visit(link, password)).status).toBe(200);
      return db.pool.query(text, values);
    };
    const ports = { db: { ...db, pool: { query } as unknown as pg.Pool }, linkSecret: testLinkSecret };
    expect(await findInvitation(ports, link.split('/').at(-1) ?? '')).toBeNull();
  });

  test('is made once of two at once, and sent again by the same link', async () => {
    const both = await Promise.all([inviteAs(), inviteAs()]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['InvalidInput', 'Invitation']);
    const { id } = both.find(({ __typename }) => __typename === 'Invitation');
    const again = () => mutate('resendInvitation', 'InvitationInput', invitation, { invitationId: id });
    for (const timesSent of [2, 3, 4, 5]) expect(await again()).toMatchObject({ timesSent });
    expect(await again()).toMatchObject({ field: 'invitationId' });
    expect(await mails()).toHaveLength(5);
    expect((await visit(await lastLink(), password)).status).toBe(200);
  });

  test('that was withdrawn opens nothing any more', async () => {
    const { id } = await inviteAs();
    const back = () => mutate('withdrawInvitation', 'InvitationInput', invitation, { invitationId: id });
    expect(await back()).toMatchObject({ __typename: 'Invitation' });
    expect((await visit(await lastLink(), password)).status).toBe(404);
    expect(await back()).toMatchObject({ field: 'invitationId', expected: 'one that is open' });
  });

  test('to somebody of the staff who was shut out since lets nobody in', async () => {
    await inviteAs({ name: 'Whoever', email: `agent@${mark}.example` });
    const link = await lastLink();
    await changed('disablePerson', 'agent');
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, password)).status).toBe(404);
    expect((await logIn(`agent@${mark}.example`)).status).toBe(401);
  });

  test('opens nothing once whoever sent it was shut out: nobody lets themselves in again', async () => {
    await letIn('viewer');
    await changed('changePersonRole', 'viewer', { role: 'ADMIN' });
    await inviteAs({}, { ...asRole(tenantId, 'admin'), staffKey: 'viewer' });
    const link = await lastLink();
    await changed('disablePerson', 'viewer');
    expect((await visit(link, password)).status).toBe(404);
    expect((await logIn(`nora@${mark}.example`)).status).toBe(401);
  });

  test('that is withdrawn while it is accepted is one or the other', async () => {
    const { id } = await inviteAs();
    const link = await lastLink();
    const [taken, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = database.db.inTenant(tenantId, async (tx) => {
      await tx.execute('select from tenant for update');
      taken.resolve();
      await held.promise;
    });
    await taken.promise;
    const back = mutate('withdrawInvitation', 'InvitationInput', invitation, { invitationId: id });
    const accepted = waiters(1).then(() => visit(link, password));
    await waiters(2).finally(held.resolve);
    await holding;
    expect([await back, (await accepted).status]).toMatchObject([{ __typename: 'Invitation' }, 404]);
  });

  test('to an address that signs in elsewhere is answered as any other; its owner alone is told', async () => {
    await inviteAs();
    await visit(await lastLink(), password);
    const [home, address] = [tenantId, `nora@${mark}.example`];
    mark = `rival${businesses}`;
    tenantId = await business(mark);
    expect(await inviteAs({ email: address })).toMatchObject({ __typename: 'Invitation', email: address });
    const seen = await visit(await lastLink(), password);
    expect([seen.status, await seen.text()]).toEqual([409, expect.stringContaining('has a log-in already')]);
    expect(await sql('select from staff_user where email = ?', [address])).toEqual([]);
    expect(await sql('select from staff_user where email = ?', [address], home)).toHaveLength(1);
  });

  test('to somebody of the staff who never had a password lets them in as who they are', async () => {
    expect(await inviteAs({ name: 'Whoever', email: `AGENT@${mark}.example` })).toMatchObject({
      timesSent: 1,
    });
    await visit(await lastLink(), password);
    expect((await logIn(`agent@${mark}.example`)).body.user).toMatchObject({ key: 'agent' });
    expect(await version()).toBe(1);
  });

  test.each([
    ['no address', { email: 'nora' }, 'email'],
    ['an address that signs in here', { email: 'admin@' }, 'email'],
    ['no name', { name: '  ' }, 'name'],
    ['a calendar that is no mailbox', { calendar: 'outlook' }, 'calendar'],
  ])('to %s is refused with the field’s name', async (_what, given, field) => {
    const input = 'email' in given && given.email === 'admin@' ? { email: `admin@${mark}.example` } : given;
    expect(await inviteAs(input)).toMatchObject({ field });
    expect(await mails()).toEqual([]);
  });
});

describe('a change of staff', () => {
  test('of the role holds at once', async () => {
    expect(await changed('changePersonRole', 'viewer', { role: 'AGENT' })).toMatchObject({ role: 'AGENT' });
    expect(await actions()).toEqual(['personRoleChanged']);
    const [entry] = await sql('select before, after from audit_entry');
    expect(entry).toEqual({ before: { role: 'viewer' }, after: { role: 'agent' } });
  });

  test('of the role holds from the next request of who is signed in on', async () => {
    await letIn('viewer');
    const { token } = (await logIn(`viewer@${mark}.example`)).body;
    const role = async () => {
      const answer = await fetch(`${api.url}/api/auth/profile`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as { user?: { role: string } }).user?.role;
    };
    expect(await role()).toBe('viewer');
    await changed('changePersonRole', 'viewer', { role: 'AGENT' });
    expect(await role()).toBe('agent');
    await changed('disablePerson', 'viewer');
    expect(await role()).toBeUndefined();
  });

  test('that came after another is a conflict for whoever has not seen it', async () => {
    const wanted = { role: 'AGENT', expectedVersion: 1 };
    const both = await Promise.all([
      changed('changePersonRole', 'viewer', wanted),
      changed('updatePerson', 'agent', { name: 'Anders', expectedVersion: 1 }),
    ]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['SettingsConflict', 'StaffUser']);
  });

  test('cannot take away the last admin who can log in', async () => {
    await changed('changePersonRole', 'viewer', { role: 'ADMIN' });
    for (const [name, more] of [
      ['disablePerson', {}],
      ['changePersonRole', { role: 'VIEWER' }],
    ] as const)
      expect(await changed(name, 'admin', more)).toMatchObject({
        expected: 'at least one admin who can log in',
      });
  });

  test('leaves one admin of two who shut each other out at once', async () => {
    await letIn('viewer');
    await changed('changePersonRole', 'viewer', { role: 'ADMIN' });
    const both = await Promise.all([
      changed('disablePerson', 'admin'),
      changed('changePersonRole', 'viewer', { role: 'AGENT' }),
    ]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['InvalidInput', 'StaffUser']);
    const left = `select from staff_user where role = 'admin' and disabled_at is null`;
    expect(await sql(left)).toHaveLength(1);
  });

  test('shuts out whoever leaves, gives their leads to the others, and names them nowhere', async () => {
    await inviteAs();
    await visit(await lastLink(), password);
    const { leadId } = await seedLead(database.db, tenantId, mark, 1);
    await sql('update lead set assigned_to = ? where id = ?', ['agent', leadId]);
    await changed('updatePerson', 'nora', { calendar: `nora@${mark}.example` });
    expect(await changed('disablePerson', 'agent')).toMatchObject({ disabledAt: expect.any(String) });
    const [lead] = await sql('select assigned_to from lead where id = ?', [leadId]);
    expect(lead).toEqual({ assigned_to: 'nora' });
    const [policy] = await sql<{ rules: unknown }>(
      `select source -> 'assignment' -> 'rules' as rules from tenant_policy order by version desc limit 1`,
    );
    expect(policy).toEqual({ rules: [] });
    expect(await changed('updatePerson', 'agent', { name: 'X' })).toMatchObject({ field: 'personId' });
  });

  test('lets somebody in again as they were', async () => {
    await inviteAs();
    await visit(await lastLink(), password);
    await changed('updatePerson', 'nora', { phone: '+442070000001', notify: true });
    expect((await logIn(`nora@${mark}.example`)).status).toBe(200);
    await changed('disablePerson', 'nora');
    expect((await logIn(`nora@${mark}.example`)).status).toBe(401);
    expect(await changed('enablePerson', 'nora')).toMatchObject({ disabledAt: null });
    expect((await logIn(`nora@${mark}.example`)).status).toBe(200);
    const [row] = await sql<{ member: object }>(
      `select m as member from tenant_policy, jsonb_array_elements(source -> 'staff') m
       where m ->> 'key' = 'nora' order by version desc limit 1`,
    );
    expect(row?.member).toMatchObject({ phone: '+442070000001', notify: true });
  });

  test('does not wait for a number that is none', async () => {
    expect(await changed('updatePerson', 'agent', { phone: '12' })).toMatchObject({
      field: '/staff/1/phone',
      expected: expect.stringContaining('E.164'),
    });
  });
});
