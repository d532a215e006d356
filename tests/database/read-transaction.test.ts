// Reads of one tenant in one transaction, on a real database.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../schema/database/database.ts';
import { propertyOf, readInTenant } from '../../schema/database/read-transaction.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let pool: pg.Pool;
let [alpha, bravo] = ['', ''];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId: alpha } = await seedTenant(database.db, 'Alpha'));
  ({ tenantId: bravo } = await seedTenant(database.db, 'Bravo'));
  await seedLead(database.db, alpha, 'Alpha');
  await seedLead(database.db, bravo, 'Bravo');
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 1, connectionTimeoutMillis: 2_000 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const reader = (tenantId: string, timeLeft = () => 5_000) => readInTenant(pool, tenantId, timeLeft);
const names = { text: 'select name from lead', values: [] };
const transaction = { text: 'select transaction_timestamp()::text as began', values: [] };
const broken = { text: 'select 1 / $1::int as nothing', values: [0] };

describe('reads of a tenant', () => {
  test('see that tenant alone, side by side on the same connections', async () => {
    const [ofAlpha, ofBravo] = [reader(alpha), reader(bravo)];
    const seen = await Promise.all([ofAlpha(names), ofBravo(names), ofAlpha(names)]);
    expect(seen.flat().map(({ name }) => name)).toEqual(['Alpha lead 0', 'Bravo lead 0', 'Alpha lead 0']);
  });

  test('leave nothing of the tenant on a connection', async () => {
    await reader(alpha)(names);
    expect((await pool.query('select name from lead')).rows).toEqual([]);
  });

  test('share a transaction when asked together or one upon the other, and no other', async () => {
    const run = reader(alpha);
    const [[first], [second]] = await Promise.all([run(transaction), run(transaction)]);
    const [third] = await run(transaction);
    expect([second, third]).toEqual([first, first]);
    // the only connection is free again as soon as nothing is asked for
    await pool.query('select');
    expect(await run(transaction)).not.toEqual([first]);
  });

  test('go on when one of them fails, and only that one fails', async () => {
    const run = reader(alpha);
    const answers = await Promise.allSettled([run(names), run(broken), run(names), run(names)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await run(names)).toEqual([{ name: 'Alpha lead 0' }]);
  });

  test('fail, and find nothing, where the transaction cannot begin', async () => {
    const answers = await Promise.allSettled([1, 2].map(() => reader(alpha, () => -1)(names)));
    expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const closed = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(readInTenant(closed, alpha, () => 1)(names)).rejects.toThrow(/ECONNREFUSED/);
    await closed.end();
  });

  test('write nothing', async () => {
    const written = reader(alpha)({ text: `update lead set name = 'x' returning name`, values: [] });
    await expect(written).rejects.toMatchObject({ code: '25006' });
  });

  test('are ended by the database when the time is up', async () => {
    const slow = reader(alpha, () => 50)({ text: 'select pg_sleep(60)', values: [] });
    await expect(slow).rejects.toMatchObject({ code: '57014' });
  });

  test('take no tenant that is no id', () => {
    expect(() => reader(`' or true`)).toThrow('expected a UUID');
  });
});

describe('a row', () => {
  test('has instants as dates, amounts as numbers, lists and objects, under the names of properties', async () => {
    const text = `select now() as created_at, 9000000000::bigint as budget_minor, '{a,b}'::text[] as tags,
      '{"a":[1]}'::jsonb as answers, 'x' as "exactAt", null as closed_at, 0.5::float8 as confidence, true as given`;
    expect(await reader(alpha)({ text, values: [] })).toEqual([
      {
        createdAt: expect.any(Date),
        budgetMinor: 9_000_000_000,
        tags: ['a', 'b'],
        answers: { a: [1] },
        exactAt: 'x',
        closedAt: null,
        confidence: 0.5,
        given: true,
      },
    ]);
  });

  test('is named as the entities name every column that there is', async () => {
    const db = await openDatabase(database.applicationUrl);
    const columns = [...db.orm.getMetadata().getAll().values()].flatMap(({ props }) =>
      props.map(({ name, fieldNames }) => [fieldNames?.[0] ?? '', name] as const),
    );
    await db.close();
    expect(columns.length).toBeGreaterThan(100);
    expect(columns.map(([column]) => propertyOf(column))).toEqual(columns.map(([, property]) => property));
  });
});
