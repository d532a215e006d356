// `/graphql` over HTTP, on a real database: how long a request may take, and how often one may ask.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiContext, CommandAnswer } from '../../api/context.ts';
import { createGraphql } from '../../api/graphql/routes.ts';
import { openDatabase } from '../../schema/database/database.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { globalId } from './ask.ts';
import { tokenOfStaff } from './sign-in.ts';

let database: TestDatabase;
let [tenantId, leadId, token, other] = ['', '', '', ''];
let owner: pg.Client;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Alpha'));
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  [token, other] = (await Promise.all(
    (['agent', 'admin'] as const).map((key) => tokenOfStaff(database.db, tenantId, key)),
  )) as [string, string];
});
beforeEach(() => owner.query('delete from routing.rate_limit'));
afterAll(async () => {
  for (const each of open.reverse()) await each.close();
  await owner.end();
  await database.drop();
});

/** An api process with a database connection of its own. */
const process = async ({
  times = {},
  perMinute = 600,
  cost = 1_000_000,
  command,
  patience = { lockMs: 10_000, statementMs: 25_000 },
}: {
  patience?: { lockMs: number; statementMs: number };
  times?: { query?: number; mutation?: number };
  perMinute?: number;
  cost?: number;
  command?: ApiContext['command'];
}): Promise<ApiServer> => {
  const db = await openDatabase(database.applicationUrl, { patience });
  const api = await startApi(db, (context) =>
    createGraphql(
      {
        ...context,
        settings: { ...context.settings, graphqlPerMinute: perMinute, graphqlCostPerMinute: cost },
        ...(command && { command }),
      },
      {},
      { query: 10_000, mutation: 30_000, ...times },
    ),
  );
  open.push(db, api);
  return api;
};

const ask = async (api: ApiServer, query: string, as = token, more: object = {}) => {
  const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' };
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, ...more }),
  });
  const body = (await answer.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string; cost?: number; left?: number } }[];
  };
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    left: Number(/^"cost";r=(\d+);t=\d+$/.exec(answer.headers.get('ratelimit') ?? '')?.[1]),
    body,
  };
};

const leads = '{ leads { nodes { name } } }';
// on a connection of its own: within a transaction PostgreSQL shows what it showed before
const waitingForLeads = async (): Promise<number> => {
  const { rows } = await database.db.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
};

describe('a query', () => {
  test('that takes too long is ended, in the database as well, and one that does not is answered', async () => {
    const api = await process({ times: { query: 300 } });
    expect((await ask(api, leads)).body).toEqual({ data: { leads: { nodes: [{ name: 'Alpha lead 0' }] } } });
    await owner.query('begin; lock table lead');
    const slow = ask(api, leads);
    await vi.waitFor(async () => expect(await waitingForLeads()).toBe(1));
    const { status, body } = await slow;
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([504, ['TIMEOUT']]);
    expect(body.errors?.[0]?.message).toBe('The query took too long. Ask for shorter pages or fewer levels.');
    expect(body.data ?? null).toBeNull();
    await vi.waitFor(async () => expect(await waitingForLeads()).toBe(0));
    await owner.query('rollback');
    expect((await ask(api, leads)).status).toBe(200);
  });
});

describe('a mutation', () => {
  test('that waits too long for its journey is told that what was asked stands', async () => {
    const given: string[] = [];
    const answered = Promise.withResolvers<CommandAnswer>();
    const command: ApiContext['command'] = ({ name }) => {
      given.push(name);
      return answered.promise;
    };
    const api = await process({ command, times: { mutation: 200 } });
    const pause = `pause(input: { leadId: "${globalId('Lead', leadId)}" }) { __typename }`;
    const { status, body } = await ask(api, `mutation { a: ${pause} b: ${pause} }`);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([504, 'TIMEOUT']);
    expect(body.errors?.[0]?.message).toMatch(/What was asked of journeys stands/);
    // the second is not begun either when the first has its answer after all
    answered.resolve({ commandId: tenantId, status: 'done', code: 'paused', text: 'Paused.' });
    await ask(api, leads);
    expect(given).toEqual(['pause']);
  });
});

describe('a change of rows', () => {
  const tag = () =>
    `mutation { tag(input: { leadId: "${globalId('Lead', leadId)}", add: ["vip"] }) { __typename } }`;
  const tags = async () => (await owner.query('select tags from lead where id = $1', [leadId])).rows[0].tags;

  test.each([
    [
      'is refused and told to come again when it waits for a lock too long',
      { lockMs: 200, statementMs: 25_000 },
      503,
      'BUSY',
    ],
    ['is ended when it takes too long', { lockMs: 10_000, statementMs: 200 }, 504, 'TIMEOUT'],
  ])('%s, and is not written when the lock is gone', async (_what, patience, status, code) => {
    const api = await process({ patience });
    await owner.query('begin; lock table lead in share mode');
    const answer = await ask(api, tag());
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([status, code]);
    expect(await waitingForLeads()).toBe(0);
    await owner.query('commit');
    expect(await tags()).toEqual([]);
  });

  test('that is patient enough is made once the lock is gone', async () => {
    const api = await process({});
    await owner.query('begin; lock table lead in share mode');
    const slow = ask(api, tag());
    await expect.poll(waitingForLeads).toBe(1);
    await owner.query('commit');
    expect((await slow).status).toBe(200);
    expect(await tags()).toEqual(['vip']);
  });
});

describe('somebody of staff', () => {
  test('may ask so often in all processes together, and then later again; nobody else waits for them', async () => {
    const [here, there] = [await process({ perMinute: 3 }), await process({ perMinute: 3 })];
    const statuses: number[] = [];
    for (const api of [here, there, here]) statuses.push((await ask(api, leads)).status);
    expect(statuses).toEqual([200, 200, 200]);
    for (const api of [here, there]) {
      const { status, retryAfter, body } = await ask(api, leads);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    expect((await ask(there, leads, other)).status).toBe(200);
    await owner.query('update routing.rate_limit set expire = 0');
    expect((await ask(there, leads)).status).toBe(200);
  });
});

describe('what somebody asks in a minute', () => {
  const nested = '{ leads(first: 10) { nodes { calls(first: 10) { nodes { number } } } } }';

  test.each<[string, string, object, number]>([
    ['fields, one each', '{ viewer { role } }', {}, 2],
    ['aliases like fields', '{ viewer { a: role b: role } }', {}, 3],
    ['lists times their length, those inside them as well', nested, {}, 1 + 10 * (1 + 1 + 10 * (1 + 1))],
    [
      'the length that a variable says',
      'query ($n: Int!) { leads(first: $n) { nodes { name } } }',
      { variables: { n: 7 } },
      1 + (1 + 1) * 7,
    ],
    [
      'the operation that is named, not the first',
      `query cheap { viewer { role } } query dear { leads(first: 10) { nodes { name } } }`,
      { operationName: 'dear' },
      1 + (1 + 1) * 10,
    ],
    ['fragments where they are spread', '{ viewer { ...f } } fragment f on Viewer { role kind }', {}, 3],
  ])('is charged %s', async (_what, query, more, cost) => {
    const api = await process({ cost: 10_000 });
    const { status, left, body } = await ask(api, query, token, more);
    expect([status, body.errors, left]).toEqual([200, undefined, 10_000 - cost]);
  });

  test('is one account in all processes; what no longer fits is refused with its price, what does is answered', async () => {
    const cost = 221 + 2 + 1;
    const [here, there] = [await process({ cost }), await process({ cost })];
    expect((await ask(here, nested)).left).toBe(3);
    for (const api of [there, here]) {
      const { status, retryAfter, left, body } = await ask(api, nested);
      expect([status, left]).toEqual([429, 3]);
      expect(body.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS', cost: 221, left: 3 } }]);
      expect(body.data).toBeUndefined();
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    expect(await ask(there, '{ viewer { role } }')).toMatchObject({ status: 200, left: 1 });
    expect((await ask(here, nested, other)).status).toBe(200);
    await owner.query('update routing.rate_limit set expire = 0');
    expect((await ask(there, nested)).status).toBe(200);
  });

  test('costs nothing when it is refused in any case', async () => {
    const api = await process({ cost: 50_000 });
    const tooMuch = await ask(api, `{ leads(first: 100) { nodes { ${'name '.repeat(400)} } } }`);
    expect([tooMuch.status, tooMuch.body.errors?.[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_LARGE']);
    const misfit = await ask(api, 'query ($n: Int!) { leads(first: $n) { nodes { id } } }', token, {
      variables: { n: 'x' },
    });
    expect(misfit.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await ask(api, '{ viewer { role } }')).left).toBe(50_000 - 2);
  });
});
