// How somebody of the platform gets into one business, over HTTP on a real database.
import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPassword } from '../../api/auth/password.ts';
import { createAuth } from '../../api/auth/routes.ts';
import { viewerOf } from '../../api/auth/viewer-of.ts';
import {
  disableSuperAdmin,
  enableSuperAdmin,
  findSuperAdmin,
  setSuperAdminPassword,
} from '../../schema/database/platform/super-admins.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { accessScopes } from '../../schema/graphql/access.ts';
import { ask, asRole } from '../graphql/ask.ts';
import { testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { asOwner, seedSuperAdmin } from '../support/seed-super-admin.ts';

const email = 'pat@platform.example';
const password = 'seven lamps in the harbour';

let database: TestDatabase;
let app: Express;
let id: string;
let firstHash: string;
const tenants = { alpha: '', bravo: '' };

beforeAll(async () => {
  database = await testDatabase();
  const passwordHash = await hashPassword(password);
  firstHash = passwordHash;
  const firstPassword = async () => passwordHash;
  tenants.alpha = (await seedTenant(database.db, 'Alpha', { firstPassword })).tenantId;
  tenants.bravo = (await seedTenant(database.db, 'Bravo')).tenantId;
  await seedSuperAdmin(database, { email, passwordHash });
  id =
    (await asOwner(database, (owner) => findSuperAdmin(owner, keyedHash(testLinkSecret, email))))?.id ?? '';
  const context = testApiContext(database.db);
  app = express();
  app.set('trust proxy', true);
  app.use('/api/auth', createAuth(context));
  app.all('/whoami', async (req, res) => {
    res.json(await viewerOf(context, req));
  });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.pool.query('delete from routing.rate_limit');
});

let addresses = 0;
/** From a network address that nobody used before. */
const enter = (body: object): request.Test => {
  addresses += 1;
  return request(app)
    .post('/api/auth/enter')
    .set('x-forwarded-for', `10.1.${Math.floor(addresses / 250)}.${addresses % 250}`)
    .send(body);
};
const entering = async (tenant = 'alpha'): Promise<string> => {
  const { status, body } = await enter({ email, password, tenant });
  expect(status).toBe(200);
  return body.token;
};
const whoIs = async (token: string) =>
  (await request(app).get('/whoami').set('authorization', `Bearer ${token}`)).body;
const changes = (tenantId: string) =>
  database.db.inTenant(tenantId, (tx) =>
    tx.execute('select action, actor_kind, actor_id, after from audit_entry order by created_at, id'),
  );

describe('entering', () => {
  test('opens the one business that was named, as an admin of it and for an hour', async () => {
    const before = Date.now();
    const { body, headers } = await enter({ email, password, tenant: 'alpha' });
    expect(await whoIs(body.token)).toEqual({
      kind: 'superAdmin',
      tenantId: tenants.alpha,
      superAdminId: id,
    });
    expect(accessScopes({ viewer: await whoIs(body.token) }).admin).toBe(true);
    const lasts = new Date(body.expiresAt).getTime() - before;
    expect([lasts > 3_590_000, lasts < 3_660_000]).toEqual([true, true]);
    expect(Object.keys(body)).not.toContain('refreshToken');
    expect([headers['set-cookie'], headers['cache-control']]).toEqual([undefined, 'no-store']);
  });

  test('is told in the audit log of that business and of no other, by what they are and not by who', async () => {
    const token = await entering('bravo');
    await request(app).post('/api/auth/logout').set('authorization', `Bearer ${token}`);
    expect((await changes(tenants.bravo)).map(({ action, actor_kind }) => [action, actor_kind])).toEqual([
      ['tenantEntered', 'superAdmin'],
      ['tenantLeft', 'superAdmin'],
    ]);
    const query = '{ auditLog { nodes { action actorKind actorName actor } } }';
    const { data } = await ask(database.db, asRole(tenants.bravo, 'admin'), query);
    const told = { actorKind: 'SUPER_ADMIN', actorName: 'Platform staff', actor: id };
    expect(data.auditLog.nodes).toEqual([
      { action: 'tenantLeft', ...told },
      { action: 'tenantEntered', ...told },
    ]);
    expect(JSON.stringify(await changes(tenants.alpha))).not.toContain('tenantLeft');
  });

  test('ends with the log-out, or when its time is over', async () => {
    const [left, over] = [await entering(), await entering()];
    expect((await request(app).post('/api/auth/logout').set('authorization', `Bearer ${left}`)).status).toBe(
      204,
    );
    expect(await whoIs(left)).toBeNull();
    expect(await whoIs(over)).not.toBeNull();
    await asOwner(database, (owner) =>
      owner.query(`update routing.token set expires_at = now() where kind = 'superAdmin'`),
    );
    expect(await whoIs(over)).toBeNull();
  });

  test('is no log-in, and the log-in of staff does not enter', async () => {
    expect((await request(app).post('/api/auth/login').send({ email, password })).status).toBe(401);
    const token = await entering();
    const profile = await request(app).get('/api/auth/profile').set('authorization', `Bearer ${token}`);
    expect(profile.status).toBe(401);
    expect((await enter({ email: 'admin@alpha.example', password, tenant: 'alpha' })).status).toBe(401);
  });

  test('with a token in the place of a cookie opens nothing: no page can send it unasked', async () => {
    const token = await entering();
    const { body } = await request(app).get('/whoami').set('cookie', `leadline_session=${token}`);
    expect(body).toBeNull();
  });
});

describe('without the right password', () => {
  test('nobody learns whether an account or a business exists', async () => {
    const tried = [
      { email, password: 'wrong', tenant: 'alpha' },
      { email, password: 'wrong', tenant: 'no-such-business' },
      { email: 'nobody@platform.example', password, tenant: 'alpha' },
      { email: 'nobody@platform.example', password, tenant: 'no-such-business' },
    ];
    const answers = [];
    for (const body of tried) answers.push(await enter(body));
    for (const { status, body, headers } of answers)
      expect([status, body, Object.keys(headers)]).toEqual([
        401,
        answers[0]?.body,
        Object.keys(answers[0]?.headers ?? {}),
      ]);
    expect((await enter({ email, password, tenant: 'no-such-business' })).status).toBe(404);
  });

  test('guessing is slowed for the account from everywhere, and does not keep out a device that entered before', async () => {
    const right = { email, password, tenant: 'alpha' };
    const { body } = await enter(right);
    const statuses = [];
    for (let i = 0; i < 51; i += 1) statuses.push((await enter({ ...right, password: `guess ${i}` })).status);
    expect([statuses.slice(0, 49), statuses.at(-1)]).toEqual([Array.from({ length: 49 }, () => 401), 429]);
    expect((await enter(right)).status).toBe(429);
    expect((await enter({ ...right, deviceToken: body.deviceToken })).status).toBe(200);
    // and it is no device of the member of staff with the same address
    expect((await request(app).post('/api/auth/login').send({ email, password: 'wrong' })).status).toBe(401);
  });

  test.each([{}, { email, password }, { email, password, tenant: '' }, { email, password, tenant: 7 }])(
    'a body that lacks something is told which field: %j',
    async (body) => {
      const { status, body: told } = await enter(body);
      expect([status, told.code]).toEqual([400, 'invalidInput']);
    },
  );
});

describe('whoever is disabled', () => {
  test('is out of every business at once, and enters none until they are enabled', async () => {
    const tokens = [await entering('alpha'), await entering('bravo')];
    await asOwner(database, (owner) => disableSuperAdmin(owner, id));
    for (const token of tokens) expect(await whoIs(token)).toBeNull();
    expect((await enter({ email, password, tenant: 'alpha' })).status).toBe(401);
    await asOwner(database, (owner) => enableSuperAdmin(owner, id));
    expect(await whoIs(await entering())).not.toBeNull();
  });

  test('or has another password is out, and only the new one enters', async () => {
    const token = await entering();
    const another = 'nine boats under the bridge';
    const passwordHash = await hashPassword(another);
    await asOwner(database, (owner) => setSuperAdminPassword(owner, id, passwordHash));
    expect(await whoIs(token)).toBeNull();
    expect((await enter({ email, password, tenant: 'alpha' })).status).toBe(401);
    expect((await enter({ email, password: another, tenant: 'alpha' })).status).toBe(200);
    await asOwner(database, (owner) => setSuperAdminPassword(owner, id, firstHash));
  });

  test('while they enter is out: whoever disables waits for the token and ends it', async () => {
    const hash = `token of ${uuidV7()}`;
    let disabled: Promise<unknown> = Promise.resolve();
    await database.db.inTenant(tenants.alpha, async (tx) => {
      const [row] = await tx.execute<{ entered: boolean }[]>(
        `select routing.enter_tenant(?, ?, ?, ?, now() + interval '1 hour') as entered`,
        [tenants.alpha, id, firstHash, hash],
      );
      expect(row?.entered).toBe(true);
      disabled = asOwner(database, (owner) => disableSuperAdmin(owner, id));
      await expect.poll(() => waiting()).toBe(1);
    });
    await disabled;
    const { rows } = await database.db.pool.query('select * from routing.token_by_hash($1)', [hash]);
    expect(rows).toEqual([]);
    await asOwner(database, (owner) => enableSuperAdmin(owner, id));
  });
});

const waiting = (): Promise<number> =>
  asOwner(database, async (owner) => {
    const { rowCount } = await owner.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount ?? 0;
  });

describe('the database on its own', () => {
  test('lets the application neither list nor make people of the platform, nor enter for another tenant', async () => {
    for (const statement of [
      'select * from routing.super_admin',
      'update routing.super_admin set disabled_at = null',
      `insert into routing.super_admin (id, email_hash, name, password_hash) values (gen_random_uuid(), 'x', 'x', 'x')`,
    ])
      await expect(database.db.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    const foreign = database.db.inTenant(tenants.bravo, (tx) =>
      tx.execute(`select routing.enter_tenant(?, ?, ?, 'hash', now() + interval '1 hour')`, [
        ...[tenants.alpha, id, firstHash],
      ]),
    );
    await expect(foreign).rejects.toMatchObject({ code: '42501' });
  });
});
