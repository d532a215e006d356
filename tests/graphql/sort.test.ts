// GraphQL on a real database: the orders of the list of leads, and what a page of each costs.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { ask, asRole } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
const leads = 3000;

// many leads share each score, each due instant and no instant at all
beforeAll(async () => {
  database = await testDatabase();
  for (const mark of ['Alpha', 'Bravo']) {
    ({ tenantId } = await seedTenant(database.db, mark));
    await database.db.inTenant(tenantId, (tx) =>
      tx.execute(
        `insert into lead (id, tenant_id, created_at, updated_at, name, language, source, answers, score, next_action_at)
         select gen_random_uuid(), ?, timestamptz '2026-01-01' + n * interval '1 microsecond',
           timestamptz '2026-02-01' - (n / 3) * interval '1 second', n, 'en', 'form', '{}',
           case when n % 7 > 0 then n % 100 end,
           case when n % 5 > 0 then timestamptz '2026-03-01' + n % 50 * interval '1 minute' end
         from generate_series(1, ${leads}) n`,
        [tenantId],
      ),
    );
  }
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  await owner.query('analyze lead');
  await owner.end();
});
afterAll(() => database.drop());

interface Node {
  name: string;
}

const pageOf = async (args: string) => {
  const query = `{ leads(${args}) { nodes { name } pageInfo { hasNextPage startCursor endCursor } } }`;
  return ask(database.db, asRole(tenantId, 'viewer'), query);
};

const sorts = {
  NEWEST: 'created_at desc, id desc',
  UPDATED: 'updated_at desc, id desc',
  SCORE: 'score desc nulls last, id desc',
  NEXT_ACTION: 'next_action_at asc nulls last, id asc',
};
const indexes: Record<string, string> = {
  NEWEST: 'lead_tenant_id_created_at_id_index',
  UPDATED: 'lead_by_updated',
  SCORE: 'lead_by_score',
  NEXT_ACTION: 'lead_by_next_action',
};

/** What is sent to PostgreSQL for the leads while `work` runs. */
const selectOf = async (work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }> => {
  const sent: { text: string; values: unknown[] }[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, second] = args as [string | { text: string; values?: unknown[] }, unknown[] | undefined];
    if (typeof first === 'string') sent.push({ text: first, values: second ?? [] });
    else sent.push({ text: first.text, values: first.values ?? second ?? [] });
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  const found = sent.filter(({ text }) => /from "lead"/.test(text));
  expect(found).toHaveLength(1);
  return found[0] as { text: string; values: unknown[] };
};

/** How PostgreSQL answers it: all nodes of the plan in one text, and how many rows the index gave. */
const planOf = async ({ text, values }: { text: string; values: unknown[] }) => {
  const client = await database.db.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant', $1, true)`, [tenantId]);
    const { rows } = await client.query(
      `explain (analyze, costs off, timing off) ${text}`,
      values as string[],
    );
    const plan = rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
    const read = Number(/Index Scan.*actual rows=([\d.]+)/.exec(plan)?.[1]);
    return { plan, read, thrownAway: Number(/Removed by Filter: (\d+)/.exec(plan)?.[1] ?? 0) };
  } finally {
    await client.query('rollback');
    client.release();
  }
};

describe.each(Object.entries(sorts))('leads sorted by %s', (sort, order) => {
  const walk = async (pages: number) => {
    const names: string[] = [];
    let after = '';
    for (let n = 0; n < pages; n += 1) {
      const { data, errors } = await pageOf(`sort: ${sort}, first: 100${after}`);
      expect(errors).toEqual([]);
      names.push(...data.leads.nodes.map(({ name }: Node) => name));
      after = `, after: "${data.leads.pageInfo.endCursor}"`;
    }
    return { names, after };
  };

  test('are each shown once, in order, page after page', async () => {
    const rows = await database.db.inTenant(tenantId, (tx) =>
      tx.execute<{ name: string }[]>(`select name from lead order by ${order}`),
    );
    const { names, after } = await walk(leads / 100);
    expect(names).toEqual(rows.map(({ name }) => name));
    expect((await pageOf(`sort: ${sort}${after}`)).data.leads.nodes).toEqual([]);
    const { data } = await pageOf(`sort: ${sort}, last: 5`);
    expect(data.leads.nodes.map(({ name }: Node) => name)).toEqual(names.slice(-5));
    const before = await pageOf(`sort: ${sort}, last: 5, before: "${data.leads.pageInfo.startCursor}"`);
    expect(before.data.leads.nodes.map(({ name }: Node) => name)).toEqual(names.slice(-10, -5));
  });

  test('cost a late page no more rows than the first', async () => {
    const { after } = await walk(leads / 100 - 3);
    for (const page of ['', after]) {
      const plan = await planOf(await selectOf(() => pageOf(`sort: ${sort}, first: 20${page}`)));
      expect(plan).toMatchObject({ read: 21, thrownAway: 0 });
      expect(plan.plan).toContain(indexes[sort]);
      expect(plan.plan).not.toMatch(/Sort|Offset/);
    }
  });

  test('refuse a cursor of every other order and name both', async () => {
    const { after } = await walk(1);
    for (const other of Object.keys(sorts).filter((name) => name !== sort)) {
      const { errors } = await pageOf(`sort: ${other}${after}`);
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
      expect(errors[0]?.message).toMatch(new RegExp(`${sort}\\b.*\\b${other}`));
    }
  });
});
