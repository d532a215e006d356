import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPassword } from '../../api/auth/password.ts';
import { accountToken } from '../../schema/database/accounts/account-links.ts';
import { accountRoutes } from '../support/account-routes.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

const password = 'a password of tests';
let database: TestDatabase;
let api: ApiServer;
let passwordHash: string;
let tenantId: string;
let mark: string;
let old: string;
let wanted: string;
let businesses = 0;

beforeAll(async () => {
  database = await testDatabase();
  passwordHash = await hashPassword(password);
  api = await startApi(database.db, accountRoutes);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  businesses += 1;
  mark = `firm${'abcdefghijklmnopqrstuvwxyz'[businesses]}`;
  tenantId = await business(mark);
  [old, wanted] = [`agent@${mark}.example`, `new@${mark}.example`];
});

let numbers = 0;
const business = async (name: string, agentsAddress?: string): Promise<string> => {
  numbers += 1;
  const seeded = await seedTenant(database.db, name, {
    firstPassword: async () => passwordHash,
    change: (settings) => ({
      ...settings,
      phone: { number: `+4420700${String(numbers).padStart(5, '0')}` },
      staff: settings.staff.map((member) =>
        member.key === 'agent' && agentsAddress ? { ...member, email: agentsAddress } : member,
      ),
    }),
  });
  return seeded.tenantId;
};

let visitors = 0;
const post = (path: string, body: object, token?: string) => {
  visitors += 1;
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': `10.8.0.${visitors}` };
  return fetch(`${api.url}/api/auth${path}`, {
    method: 'POST',
    headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers,
    body: JSON.stringify(body),
  });
};
const logIn = async (email: string) => {
  const answer = await post('/login', { email, password });
  const { token = '' } = (await answer.json()) as { token?: string };
  return { status: answer.status, token };
};
const ask = async (email = wanted, over: object = {}) =>
  post('/email', { email, password, ...over }, (await logIn(old)).token);
const sql = <Row>(text: string, values: unknown[] = [], of = tenantId) =>
  database.db.inTenant(of, (tx) => tx.execute<Row[]>(text, values));
const mails = () =>
  sql<{ kind: string; address: string; about_id: string }>(
    'select kind, address, about_id from account_mail order by created_at, id',
  );
const told = async () => (await mails()).map(({ kind, address }) => [kind, address]);
const links = async () =>
  (await mails())
    .filter(({ kind }) => kind === 'addressChange')
    .map(({ about_id }) => `/account/address/${accountToken(testLinkSecret, about_id)}`);
const lastLink = async (): Promise<string> => (await links()).at(-1) ?? '';
const visit = async (link: string, secret?: string) => {
  visitors += 1;
  const answer = await fetch(`${api.url}${link}`, {
    headers: { 'x-forwarded-for': `10.9.0.${visitors}` },
    ...(secret !== undefined && { method: 'POST', body: new URLSearchParams({ password: secret }) }),
  });
  return { status: answer.status, html: await answer.text() };
};

describe('another address', () => {
  test('signs in once whoever reads its mail has confirmed it with the password, and the old one does not', async () => {
    const { token } = await logIn(old);
    expect((await post('/email', { email: ` ${wanted.toUpperCase()} `, password }, token)).status).toBe(202);
    expect([await told(), (await logIn(wanted)).status]).toEqual([[['addressChange', wanted]], 401]);
    const seen = await visit(await lastLink());
    expect([seen.status, seen.html]).toEqual([200, expect.stringContaining(wanted)]);
    expect((await logIn(old)).status).toBe(200);

    expect((await visit(await lastLink(), password)).status).toBe(200);
    expect([(await logIn(wanted)).status, (await logIn(old)).status]).toEqual([200, 401]);
    const profile = await fetch(`${api.url}/api/auth/profile`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(profile.status).toBe(401);
    expect((await told()).at(-1)).toEqual(['addressChanged', old]);
    expect((await visit(await lastLink(), password)).status).toBe(404);
  });

  test('is a new version of the settings by its owner, and stands in the audit log', async () => {
    await ask();
    await visit(await lastLink(), password);
    const [policy] = await sql(
      `select version, created_by, m ->> 'email' as email from tenant_policy, jsonb_array_elements(source -> 'staff') m
       where m ->> 'key' = 'agent' order by version desc limit 1`,
    );
    expect(policy).toEqual({ version: 2, created_by: 'staff:agent', email: wanted });
    expect(
      await sql('select action, actor_id, before, after from audit_entry order by created_at, id'),
    ).toEqual([
      { action: 'addressChangeAsked', actor_id: 'agent', before: null, after: { email: wanted } },
      {
        ...{ action: 'addressChanged', actor_id: 'agent', before: { email: old } },
        after: { email: wanted, sessionsEnded: 1 },
      },
    ]);
    expect(await sql('select from account_link where address is not null')).toEqual([]);
  });

  test('needs the password, and may not be guessed with', async () => {
    const { token } = await logIn(old);
    const guess = () => post('/email', { email: wanted, password: 'a guess' }, token);
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
    expect(await mails()).toEqual([]);
  });

  test.each([
    ['no address', 'nora'],
    ['their own', 'AGENT@'],
  ])('is none when it is %s', async (_what, email) => {
    const answer = await ask(email === 'AGENT@' ? old.toUpperCase() : email);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalidInput' }]);
  });

  test('of another business is answered as any other; whoever reads its mail alone is told', async () => {
    const rival = `rival${mark}`;
    const theirs = await business(rival);
    const [first, second] = [await ask(wanted), await ask(`agent@${rival}.example`)];
    expect([second.status, await second.text()]).toEqual([first.status, await first.text()]);
    for (const secret of [undefined, password]) {
      const page = await visit(await lastLink(), secret);
      expect([page.status, page.html]).toEqual([409, expect.stringContaining('has a log-in already')]);
      expect(page.html).not.toContain(rival);
    }
    expect((await logIn(old)).status).toBe(200);
    expect(await sql('select from account_mail', [], theirs)).toEqual([]);
  });

  test('of somebody here who left stays theirs', async () => {
    await sql(`update staff_user set disabled_at = now() where staff_key = 'viewer'`);
    await sql(`update staff_user set email = 'left@x.example' where staff_key = 'viewer'`);
    await ask('left@x.example');
    expect((await visit(await lastLink(), password)).status).toBe(409);
    expect((await logIn(old)).status).toBe(200);
  });

  test('that two want at once is had by one of them', async () => {
    const rival = `rival${mark}`;
    const theirs = await business(rival);
    const { token } = await logIn(`agent@${rival}.example`);
    await ask();
    await post('/email', { email: wanted, password }, token);
    const [link] = await sql<{ about_id: string }>('select about_id from account_mail', [], theirs);
    const other = `/account/address/${accountToken(testLinkSecret, link?.about_id ?? '')}`;
    const both = await Promise.all([visit(await lastLink(), password), visit(other, password)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await logIn(wanted)).status).toBe(200);
  });
});

describe('the link to another address', () => {
  test('is used by one of two who use it at once, and only the last one asked for opens', async () => {
    await ask('first@x.example');
    await ask();
    const [first = '', second = ''] = await links();
    expect((await visit(first, password)).status).toBe(404);
    const both = await Promise.all([visit(second, password), visit(second, password)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('lets nobody guess at the password for as long as it stands', async () => {
    await ask();
    const link = await lastLink();
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await visit(link, `guess ${n}`)).status);
    expect(statuses).toEqual([...Array(10).fill(400), 404]);
    expect([(await logIn(old)).status, (await logIn(wanted)).status]).toEqual([200, 401]);
  });

  test('opens nothing for somebody who was shut out meanwhile', async () => {
    await ask();
    await sql(`update staff_user set disabled_at = now() where staff_key = 'agent'`);
    expect((await visit(await lastLink(), password)).status).toBe(404);
  });

  test('ends the links for a new password that were mailed to the old one', async () => {
    await post('/forgot', { email: old });
    const [reset] = await mails();
    const token = accountToken(testLinkSecret, reset?.about_id ?? '');
    await ask();
    await visit(await lastLink(), password);
    expect((await visit(`/account/reset/${token}`)).status).toBe(404);
    await post('/forgot', { email: old });
    expect((await told()).filter(([kind]) => kind === 'passwordReset')).toHaveLength(1);
  });
});

test('an address that the business’s file does not name any more logs nobody in', async () => {
  expect(await business(mark, wanted)).toBe(tenantId);
  expect([(await logIn(wanted)).status, (await logIn(old)).status]).toEqual([200, 401]);
});
