// A forgotten password, over HTTP and against PostgreSQL: no journey, no Temporal.

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashPassword } from '../../api/auth/password.ts';
import { accountToken, endAccountLinksOf } from '../../schema/database/accounts/account-links.ts';
import { accountRoutes } from '../support/account-routes.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

const [old, next] = ['a password of tests', 'four walls and a red kettle'];
let database: TestDatabase;
let api: ApiServer;
let tenantId: string;
let email: string;
let businesses = 0;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database.db, accountRoutes);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  businesses += 1;
  const mark = `Firm${'abcdefghijklmnopqrstuvwxyz'[businesses]}`;
  const passwordHash = await hashPassword(old);
  ({ tenantId } = await seedTenant(database.db, mark, {
    firstPassword: async () => passwordHash,
    change: (settings) => ({ ...settings, phone: { number: `+4420700000${businesses + 10}` } }),
  }));
  email = `agent@${mark.toLowerCase()}.example`;
});

let visitors = 0;
/** From a network address that nobody used before: limits count per address. */
const post = (path: string, body: object, from?: string) => {
  visitors += 1;
  return fetch(`${api.url}/api/auth${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': from ?? `10.1.${visitors >> 8}.${visitors & 255}`,
    },
    body: JSON.stringify(body),
  });
};
const sql = <Row>(text: string, values: unknown[] = []) =>
  database.db.inTenant(tenantId, (tx) => tx.execute<Row[]>(text, values));
const mails = () =>
  sql<{ kind: string; address: string; about_id: string }>(
    'select kind, address, about_id from account_mail order by created_at, id',
  );
const tokens = async () =>
  (await mails())
    .filter(({ kind }) => kind === 'passwordReset')
    .map(({ about_id }) => accountToken(testLinkSecret, about_id));
const token = async (): Promise<string> => {
  await post('/forgot', { email });
  return (await tokens()).at(-1) ?? '';
};
const logIn = async (password: string) => {
  const answer = await post('/login', { email, password });
  return { status: answer.status, body: (await answer.json()) as { token?: string } };
};

/** Comes back once somebody waits for a lock that another transaction holds. */
const somebodyWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await database.db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length === 0) throw new Error('nobody waits');
  }, 30_000);

describe('whoever forgot a password', () => {
  test('is mailed a link, and a stranger’s address gets the same answer', async () => {
    const [known, unknown] = [
      await post('/forgot', { email: ` ${email.toUpperCase()} ` }),
      await post('/forgot', { email: 'nobody@x.example' }),
    ];
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(await known.text()).toBe(await unknown.text());
    expect(await mails()).toEqual([{ kind: 'passwordReset', address: email, about_id: expect.any(String) }]);
  });

  test('is mailed three times an hour at most, and answered as ever', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/forgot', { email })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(await mails()).toHaveLength(3);
  });

  test('is mailed nothing once they may not sign in any more', async () => {
    await sql('update staff_user set disabled_at = now()');
    expect((await post('/forgot', { email })).status).toBe(202);
    expect(await mails()).toEqual([]);
  });

  test('cannot be asked for without end from one network address', async () => {
    const ask = () => post('/forgot', { email: 'not an address at all' }, '10.9.0.1');
    const answers = await Promise.all(Array.from({ length: 21 }, ask));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(202), 429]);
  });
});

describe('a link for a new password', () => {
  test('sets it once, ends every session, is told by e-mail and stands in the audit log', async () => {
    const session = (await logIn(old)).body.token;
    const link = await token();
    expect((await post('/reset', { token: link, password: next })).status).toBe(204);
    expect((await post('/reset', { token: link, password: 'another thing entirely' })).status).toBe(410);
    expect([(await logIn(old)).status, (await logIn(next)).status]).toEqual([401, 200]);
    const profile = await fetch(`${api.url}/api/auth/profile`, {
      headers: { authorization: `Bearer ${session}` },
    });
    expect(profile.status).toBe(401);
    expect((await mails()).map(({ kind }) => kind)).toEqual(['passwordReset', 'passwordChanged']);
    const [entry] = await sql('select actor_id, action from audit_entry');
    expect(entry).toEqual({ actor_id: 'agent', action: 'passwordReset' });
  });

  test('is used by one of two who use it at once', async () => {
    const link = await token();
    const both = await Promise.all([1, 2].map(() => post('/reset', { token: link, password: next })));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
  });

  test('ends with a change of the password by its owner: whoever else has the mail comes too late', async () => {
    const link = await token();
    const session = (await logIn(old)).body.token;
    const changed = await fetch(`${api.url}/api/auth/password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: JSON.stringify({ current: old, new: next }),
    });
    expect(changed.status).toBe(204);
    expect((await post('/reset', { token: link, password: 'another thing entirely' })).status).toBe(410);
    expect((await logIn(next)).status).toBe(200);
  });

  test('used while its owner is shut out fails neither: the person is locked first by both', async () => {
    const link = await token();
    const [user] = await sql<{ id: string }>('select id from staff_user where email = ?', [email]);
    const used = await database.db.inTenant(tenantId, async (tx) => {
      await tx.execute('update staff_user set disabled_at = now() where id = ?', [user?.id]);
      const late = post('/reset', { token: link, password: next });
      await somebodyWaits();
      await endAccountLinksOf(tx, { tenantId, userId: user?.id ?? '', kind: 'passwordReset' });
      return { late };
    });
    expect((await used.late).status).toBe(410);
    expect(await sql('select action from audit_entry')).toEqual([]);
  });

  test('stands after a password that may not be used, and says what is wrong with it', async () => {
    const link = await token();
    const weak = await post('/reset', { token: link, password: 'short' });
    expect([weak.status, await weak.json()]).toEqual([
      400,
      { code: 'invalidInput', message: 'password: expected at least 12 characters.' },
    ]);
    expect((await post('/reset', { token: link, password: next })).status).toBe(204);
  });

  test('ends with its time, and with another one’s use', async () => {
    const [first] = [await token(), await token()];
    const [, second = ''] = await tokens();
    expect((await post('/reset', { token: second, password: next })).status).toBe(204);
    expect((await post('/reset', { token: first, password: next })).status).toBe(410);
    const late = await token();
    await sql(`update account_link set expires_at = now() - interval '1 second'`);
    expect((await post('/reset', { token: late, password: next })).status).toBe(410);
  });
});

const page = (link: string, password?: string) =>
  fetch(`${api.url}/account/reset/${link}`, {
    ...(password !== undefined && { method: 'POST', body: new URLSearchParams({ password }) }),
  });

test('whoever sets a password anew gets in with it while others guess at the account from everywhere', async () => {
  for (let i = 0; i < 51; i += 1) await post('/login', { email, password: `guess ${i}` });
  expect((await logIn(old)).status).toBe(429);
  for (const [secret, reset] of [
    [next, async () => post('/reset', { token: await token(), password: next })],
    ['a tin of blue paint', async () => page(await token(), 'a tin of blue paint')],
  ] as const) {
    const answer = await reset();
    const [device = ''] = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    expect((await logIn(secret)).status).toBe(429);
    const known = await fetch(`${api.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: device },
      body: JSON.stringify({ email, password: secret }),
    });
    expect(known.status).toBe(200);
  }
});

describe('the page behind the link', () => {
  test('changes nothing when it is looked at, however often', async () => {
    const link = await token();
    for (let n = 0; n < 3; n += 1) {
      const seen = await page(link);
      expect([seen.status, seen.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(await seen.text()).toContain('autocomplete="new-password"');
    }
    expect((await logIn(old)).status).toBe(200);
  });

  test('sets the password, and asks again for one that may not be used', async () => {
    const link = await token();
    const weak = await page(link, 'password1234');
    expect([weak.status, await weak.text()]).toEqual([
      400,
      expect.stringContaining('Please choose another password'),
    ]);
    const done = await page(link, next);
    expect([done.status, await done.text()]).toEqual([
      200,
      expect.stringContaining('Your new password is set'),
    ]);
    expect((await logIn(next)).status).toBe(200);
  });

  test('behind a link that opens nothing names no business', async () => {
    const seen = await page('x'.repeat(43));
    expect(seen.status).toBe(404);
    const words = await seen.text();
    expect(words).toContain('does not work any more');
    expect(words).not.toContain('Firm');
  });
});
