// The database on its own: what it refuses, whatever the code above it forgets.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entities } from '../../schema/database/entities.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { putToken } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let alpha: string;
let bravo: string;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  alpha = (await seedTenant(database.db, 'Alpha')).tenantId;
  bravo = (await seedTenant(database.db, 'Bravo')).tenantId;
  for (const [tenantId, mark] of [
    [alpha, 'Alpha'],
    [bravo, 'Bravo'],
  ] as const)
    await seedLead(database.db, tenantId, mark);
  client = new pg.Client({ connectionString: database.applicationUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const tableOf = (entity: (typeof entities)[number]) => {
  const { tableName, schema } = entity.meta;
  return { table: String(tableName), schema: schema ?? 'public' };
};
const ours = entities.map(tableOf).filter(({ schema }) => schema === 'public');
const routing = entities.map(tableOf).filter(({ schema }) => schema === 'routing');

/** Raw SQL as the application's role, in a transaction that belongs to this tenant, or to none. */
const inSession = async <T>(tenantId: string | null, work: () => Promise<T>): Promise<T> => {
  await client.query('begin');
  try {
    if (tenantId) await client.query("select set_config('app.tenant', $1, true)", [tenantId]);
    return await work();
  } finally {
    await client.query('rollback');
  }
};

const rowsOf = async (table: string): Promise<{ tenant_id: string }[]> =>
  (await client.query<{ tenant_id: string }>(`select tenant_id from "${table}"`)).rows;

describe.each(ours)('the table $table', ({ table }) => {
  test('has row-level security that holds for its owner, too', async () => {
    const { rows } = await client.query(
      'select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::regclass',
      [`public.${table}`],
    );
    expect(rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
  });

  test('shows no row to a session without a tenant, nor after a tenant’s transaction', async () => {
    await inSession(alpha, () => rowsOf(table));
    expect(await rowsOf(table)).toEqual([]);
    expect(await inSession(null, () => rowsOf(table))).toEqual([]);
  });

  test('shows a session its own tenant’s rows only', async () => {
    for (const tenantId of [alpha, bravo]) {
      const rows = await inSession(tenantId, () => rowsOf(table));
      expect(new Set(rows.map(({ tenant_id }) => tenant_id)).size).toBeLessThanOrEqual(1);
      for (const row of rows) expect(row.tenant_id).toBe(tenantId);
    }
  });

  test('lets a session change and delete nothing of another tenant', async () => {
    for (const change of [`update "${table}" set created_at = now()`, `delete from "${table}"`]) {
      const changing = inSession(bravo, () => client.query(`${change} where tenant_id = $1`, [alpha]));
      // of the audit log nobody changes or deletes anything at all
      if (table === 'audit_entry') await expect(changing).rejects.toMatchObject({ code: '42501' });
      else expect((await changing).rowCount).toBe(0);
    }
  });
});

test('the tables of this test hold rows, so an empty answer above means something', async () => {
  const filled = await inSession(alpha, async () => {
    const names: string[] = [];
    for (const { table } of ours) if ((await rowsOf(table)).length > 0) names.push(table);
    return names;
  });
  for (const table of ['lead', 'call_attempt', 'call_turn', 'email', 'outbound', 'staff_user', 'tenant'])
    expect(filled).toContain(table);
});

describe('a row for another tenant', () => {
  const insert = (id: string) =>
    client.query(
      `insert into lead (id, tenant_id, updated_at, language, source, answers) values ($1, $2, now(), 'en', 'form', '{}')`,
      [uuidV7(), id],
    );

  test('is refused in raw SQL, with a tenant and without', async () => {
    await expect(inSession(bravo, () => insert(alpha))).rejects.toMatchObject({ code: '42501' });
    await expect(inSession(null, () => insert(alpha))).rejects.toMatchObject({ code: '42501' });
  });

  test('is refused through the ORM', async () => {
    const now = new Date();
    const lead = { id: uuidV7(), tenantId: alpha, createdAt: now, updatedAt: now, answers: {} };
    const inserting = database.db.inTenant(bravo, (tx) =>
      tx.insert(Lead, { ...lead, language: 'en', source: 'form' }),
    );
    await expect(inserting).rejects.toThrow(/row-level security/);
  });

  test('is refused when a row of one’s own is handed over', async () => {
    const handOver = inSession(bravo, () => client.query('update lead set tenant_id = $1', [alpha]));
    await expect(handOver).rejects.toMatchObject({ code: '42501' });
  });
});

test('with the ORM’s filter off a tenant still sees its own rows only', async () => {
  const leads = await database.db.inTenant(bravo, (tx) => tx.find(Lead, {}, { filters: false }));
  expect(leads.map(({ tenantId }) => tenantId)).toEqual([bravo]);
});

test('the application owns nothing and may not lift row-level security', async () => {
  const { rows } = await client.query(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = current_user`,
  );
  const none = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owned: 0 };
  expect(rows).toEqual([none]);
  await expect(client.query('alter table lead disable row level security')).rejects.toMatchObject({
    code: '42501',
  });
});

describe('the routing area', () => {
  test.each(routing.filter(({ table }) => table !== 'rate_limit'))(
    'keeps $table to itself: the application may neither read nor write it',
    async ({ table }) => {
      for (const statement of [`select * from routing."${table}"`, `delete from routing."${table}"`])
        await expect(inSession(alpha, () => client.query(statement))).rejects.toMatchObject({
          code: '42501',
        });
    },
  );

  const writes: [door: string, sql: string][] = [
    ['put_tenant', `select routing.put_tenant($1, 'taken')`],
    ['put_account', `select routing.put_account($1, 'twilio', '+440000')`],
    ['put_login', `select routing.put_login($1, 'hash', gen_random_uuid())`],
    [
      'put_token',
      `select routing.put_token($1, 'hash', 'session', gen_random_uuid(), now() + interval '1 day')`,
    ],
  ];

  test('has no door for writing that is missing here', async () => {
    const { rows } = await client.query<{ proname: string }>(
      `select proname from pg_proc where pronamespace = 'routing'::regnamespace and proname like 'put\\_%' order by 1`,
    );
    expect(rows.map(({ proname }) => proname)).toEqual(writes.map(([door]) => door).toSorted());
  });

  test.each(writes)(
    'refuses %s for another tenant than the session’s, and without one',
    async (_door, sql) => {
      await expect(inSession(bravo, () => client.query(sql, [alpha]))).rejects.toMatchObject({
        code: '42501',
      });
      await expect(inSession(null, () => client.query(sql, [alpha]))).rejects.toMatchObject({
        code: '42501',
      });
      await expect(inSession(alpha, () => client.query(sql, [alpha]))).resolves.toBeDefined();
    },
  );

  test('does not hand an account or a log-in of one tenant to another', async () => {
    const account = (tenantId: string) =>
      database.db.inTenant(tenantId, (tx) =>
        tx.execute(`select routing.put_account(?, 'twilio', '+4412')`, [tenantId]),
      );
    await account(alpha);
    await expect(account(bravo)).rejects.toThrow(/another tenant/);
    const login = (tenantId: string) =>
      database.db.inTenant(tenantId, (tx) =>
        tx.execute(`select routing.put_login(?, 'one hash', gen_random_uuid())`, [tenantId]),
      );
    await login(alpha);
    await expect(login(bravo)).rejects.toThrow(/another tenant/);
  });

  test('does not hand a token of one tenant to another', async () => {
    const tokenHash = hashToken('a token');
    const until = new Date(Date.now() + 60_000);
    const put = (tenantId: string, ref: string) =>
      database.db.inTenant(tenantId, (tx) =>
        putToken(tx, { tenantId, tokenHash, kind: 'session', ref, until }),
      );
    const ref = uuidV7();
    await put(alpha, ref);
    await put(bravo, uuidV7()).catch(() => undefined);
    const { rows } = await client.query('select * from routing.token_by_hash($1)', [tokenHash]);
    expect(rows).toEqual([{ kind: 'session', tenant_id: alpha, ref }]);
  });
});
