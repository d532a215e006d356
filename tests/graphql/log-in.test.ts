// Log-in, sessions and log-out on a real database.
import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticate } from '../../api/auth/authenticate.ts';
import { hashPassword } from '../../api/auth/password.ts';
import { createAuth } from '../../api/auth/routes.ts';
import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

const password = 'a password of tests';
let database: TestDatabase;
let app: Express;
let tenantId: string;
let settings: TenantSettings;
let addresses = 0;

beforeAll(async () => {
  database = await testDatabase();
  const passwordHash = await hashPassword(password);
  const firstPassword = async ({ key }: { key: string }) => (key === 'viewer' ? null : passwordHash);
  ({ tenantId, settings } = await seedTenant(database.db, 'Alpha', { firstPassword }));
  app = express();
  app.set('trust proxy', true);
  app.use('/api/auth', createAuth(testApiContext(database.db)));
  app.all('/whoami', async (req, res) => {
    res.json(await authenticate({ db: database.db }, req));
  });
});
afterAll(() => database.drop());

/** From a network address that nobody used before, unless one is given: limits count per address. */
const logIn = (body: object, address?: string) => {
  addresses += 1;
  const from = address ?? `10.0.0.${addresses}`;
  return request(app).post('/api/auth/login').set('x-forwarded-for', from).send(body);
};

const right = { email: 'admin@alpha.example', password };

const signIn = async () => {
  const { status, body, headers } = await logIn(right);
  expect(status).toBe(200);
  return { token: String(body.token), body, cookie: String(headers['set-cookie']) };
};

const execute = (sql: string, values: unknown[] = []) =>
  database.db.inTenant(tenantId, (tx) => tx.execute<Record<string, unknown>[]>(sql, values));

describe('a log-in', () => {
  test('answers a token, its end and who signed in', async () => {
    const { body } = await signIn();
    expect(body).toMatchObject({
      token: expect.stringMatching(/^[\w-]{32}$/),
      refreshToken: expect.stringMatching(/^[\w-]{32}$/),
      user: { key: 'admin', role: 'admin', email: 'admin@alpha.example' },
      tenant: { slug: 'alpha', name: 'Alpha Ltd' },
    });
    const minutesFromNow = (at: string) => Math.round((Date.parse(at) - Date.now()) / 60_000);
    expect([body.expiresAt, body.refreshExpiresAt].map(minutesFromNow)).toEqual([15, 30 * 24 * 60]);
    expect(JSON.stringify(body)).not.toContain('argon2');
  });

  test('does not mind how the address is written', async () => {
    expect((await logIn({ ...right, email: ' Admin@ALPHA.example ' })).status).toBe(200);
  });

  test('sets a cookie that scripts cannot read and foreign pages cannot send along', async () => {
    const { cookie, token } = await signIn();
    expect(cookie).toContain(`leadline_session=${token}`);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/leadline_refresh=[\w-]{32}; Path=\/api\/auth; .*HttpOnly; SameSite=Strict/);
  });

  test('stores no token, only its hash', async () => {
    const { token } = await signIn();
    const { rows } = await database.db.pool.query('select * from routing.token_by_hash($1)', [token]);
    expect(rows).toEqual([]);
    expect(JSON.stringify(await execute('select * from staff_session'))).not.toContain(token);
  });

  test('gives the same answer to an unknown address, a wrong password, no password and a disabled log-in', async () => {
    await execute(`update staff_user set disabled_at = now() where staff_key = 'agent'`);
    const attempts = [
      { email: 'nobody@alpha.example', password },
      { ...right, password: 'wrong' },
      { email: 'viewer@alpha.example', password },
      { email: 'viewer@alpha.example', password: '!' },
      { email: 'agent@alpha.example', password },
    ];
    const answers = await Promise.all(attempts.map((attempt) => logIn(attempt)));
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual(answers[0]?.body);
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test.each([
    ['no e-mail address', { password }, 'email'],
    ['no password', { email: 'x@y.example' }, 'password'],
    ['an object as password', { ...right, password: { $ne: '' } }, 'password'],
    ['a password of a megabyte’s kind', { ...right, password: 'x'.repeat(2000) }, 'password'],
  ])('with %s is refused with the field’s name', async (_what, body, field) => {
    const answer = await logIn(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalidInput', message: expect.stringContaining(field) });
  });

  test('as a form of a foreign page is no log-in', async () => {
    const answer = await request(app).post('/api/auth/login').type('form').send(right);
    expect(answer.status).toBe(400);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('may be tried ten times from one address, then has to wait, right password or wrong', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1)
      statuses.push((await logIn({ ...right, password: 'wrong' }, '10.1.0.1')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const late = await logIn(right, '10.1.0.1');
    expect(late.status).toBe(429);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    expect((await logIn(right, '10.1.0.2')).status).toBe(200);
  });

  test('that succeeds forgets the failures before it', async () => {
    for (let i = 0; i < 9; i += 1) await logIn({ ...right, password: 'wrong' }, '10.2.0.1');
    expect((await logIn(right, '10.2.0.1')).status).toBe(200);
    expect((await logIn({ ...right, password: 'wrong' }, '10.2.0.1')).status).toBe(401);
  });
});

describe('a session', () => {
  const whoami = (token: string) => request(app).get('/whoami').set('authorization', `Bearer ${token}`);

  test('is opened by its token, as bearer and as cookie', async () => {
    const { token } = await signIn();
    const id = expect.any(String);
    const admin = { tenantId, userId: id, staffKey: 'admin', role: 'admin', sessionId: id };
    expect((await whoami(token)).body).toEqual(admin);
    const byCookie = await request(app).get('/whoami').set('cookie', `a=b; leadline_session=${token}`);
    expect(byCookie.body).toEqual(admin);
  });

  test('is not opened by anything else', async () => {
    for (const token of ['', 'x', 'x'.repeat(32)]) expect((await whoami(token)).body).toBeNull();
    expect((await request(app).get('/whoami')).body).toBeNull();
  });

  test('is not opened by the cookie in what a foreign page’s form can send', async () => {
    const { token } = await signIn();
    const post = () => request(app).post('/whoami').set('cookie', `leadline_session=${token}`);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
      expect((await post().set('content-type', type).send('{}')).body).toBeNull();
    expect((await post()).body).toBeNull();
    expect((await post().send({})).body).toMatchObject({ staffKey: 'admin' });
    expect((await post().set('x-leadline-csrf', '1')).body).toMatchObject({ staffKey: 'admin' });
  });

  test('ends with its time', async () => {
    const { token } = await signIn();
    await execute(`update staff_session set expires_at = now() - interval '1 second'`);
    expect((await whoami(token)).body).toBeNull();
  });

  test('ends when its owner may not sign in any more', async () => {
    const { token } = await signIn();
    await execute(`update staff_user set disabled_at = now() where staff_key = 'admin'`);
    expect((await whoami(token)).body).toBeNull();
    await execute(`update staff_user set disabled_at = null where staff_key = 'admin'`);
  });

  test('ends when its owner no longer stands in the tenant’s file, until they do again', async () => {
    const { token } = await signIn();
    const save = (staff: StaffMember[]) =>
      saveTenant(
        database.db,
        { slug: 'alpha', source: { ...settings, staff }, settings: { ...settings, staff }, savedBy: 'test' },
        { linkSecret: testLinkSecret, firstPassword: async () => null },
      );
    await save(settings.staff.filter(({ key }) => key !== 'admin'));
    expect((await whoami(token)).body).toBeNull();
    expect((await logIn(right)).status).toBe(401);
    await save(settings.staff);
    expect((await whoami(token)).body).toBeNull();
    expect((await logIn(right)).status).toBe(200);
  });

  test('follows its owner’s role at once', async () => {
    const { token } = await signIn();
    await execute(`update staff_user set role = 'viewer' where staff_key = 'admin'`);
    expect((await whoami(token)).body).toMatchObject({ role: 'viewer' });
    await execute(`update staff_user set role = 'admin' where staff_key = 'admin'`);
  });

  test('ends with the log-out, alone', async () => {
    const [one, other] = [await signIn(), await signIn()];
    const out = await request(app).post('/api/auth/logout').set('authorization', `Bearer ${one.token}`);
    expect(out.status).toBe(204);
    expect((await whoami(one.token)).body).toBeNull();
    expect((await whoami(other.token)).body).toMatchObject({ staffKey: 'admin' });
    const again = await request(app).post('/api/auth/logout').set('authorization', `Bearer ${one.token}`);
    expect(again.status).toBe(204);
  });

  test('ends with the log-out everywhere, on every device of its owner and on nobody else’s', async () => {
    await execute(`update staff_user set disabled_at = null,
      password_hash = (select password_hash from staff_user where staff_key = 'admin') where staff_key = 'agent'`);
    const agent = await logIn({ email: 'agent@alpha.example', password });
    const [one, other] = [await signIn(), await signIn()];
    const everywhere = () =>
      request(app).post('/api/auth/logout-everywhere').set('authorization', `Bearer ${one.token}`);
    const out = await everywhere();
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toMatch(/^leadline_session=;/);
    for (const { token } of [one, other]) expect((await whoami(token)).body).toBeNull();
    expect((await whoami(String(agent.body.token))).body).toMatchObject({ staffKey: 'agent' });
    const later = await signIn();
    expect((await everywhere()).status).toBe(401);
    expect((await whoami(later.token)).body).toMatchObject({ staffKey: 'admin' });
  });

  test('is not ended everywhere by the cookie in what a foreign page’s form can send', async () => {
    const { token } = await signIn();
    const post = () =>
      request(app).post('/api/auth/logout-everywhere').set('cookie', `leadline_session=${token}`);
    expect((await post().type('form').send('a=b')).status).toBe(401);
    expect((await whoami(token)).body).toMatchObject({ staffKey: 'admin' });
    expect((await post().set('x-leadline-csrf', '1')).status).toBe(204);
    expect((await whoami(token)).body).toBeNull();
  });

  test('shows its owner’s profile, and nobody’s without one', async () => {
    const { token } = await signIn();
    const profile = await request(app).get('/api/auth/profile').set('authorization', `Bearer ${token}`);
    expect(profile.body).toMatchObject({ user: { key: 'admin' }, tenant: { slug: 'alpha' } });
    const none = await request(app).get('/api/auth/profile');
    expect([none.status, none.body.code]).toEqual([401, 'unauthenticated']);
  });
});
