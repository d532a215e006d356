// the public form while PostgreSQL is away, goes away in the middle, or does not answer
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { type BreakableProxy, breakableProxy } from '../support/breakable-proxy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { ada, type IntakeWorld, intakeWorld } from './intake-world.ts';

let database: TestDatabase;
let proxy: BreakableProxy;
let db: Database;
let world: IntakeWorld;

beforeAll(async () => {
  database = await testDatabase();
  const url = new URL(database.applicationUrl);
  proxy = await breakableProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  db = await openDatabase(url.href, { poolMax: 5 });
});
beforeEach(async () => {
  world = await intakeWorld(db);
  // the tenant is remembered and the limits are warm, as in a process that has worked before
  await world.send({ name: 'Warm', email: 'warm@example.com' });
});
afterEach(async () => {
  proxy.mend();
  await world.api.close();
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await database.drop();
});

const stored = () =>
  database.db.inTenant(world.tenantId, async (tx) => {
    const tables = ['lead', 'lead_identity', 'lead_consent', 'inbound_event', 'timeline_event', 'lead_fact'];
    const all = tables.map(
      (t) => tx.execute(`select count(*)::int as n from ${t}`) as Promise<{ n: number }[]>,
    );
    return (await Promise.all(all)).map(([row]) => row?.n);
  });
const oneLead = [1, 1, 1, 1, 1, 1];
const twoLeads = [2, 3, 2, 2, 2, 2];

test('away: 503 with a hint, and the same form is taken once it is back', async () => {
  proxy.cut();
  const refused = await world.send(ada);
  expect([refused.status, refused.body]).toEqual([503, { error: 'unavailable' }]);
  expect(refused.headers.get('retry-after')).toBe('5');
  proxy.mend();
  expect(await stored()).toEqual(oneLead);
  expect((await world.send(ada)).status).toBe(202);
  expect(await stored()).toEqual(twoLeads);
});

test.each(['enquiry-new', 'commit'])(
  'lost before `%s`: 503, and nothing is half stored',
  async (statement) => {
    proxy.cutBefore(statement);
    expect((await world.send(ada)).status).toBe(503);
    proxy.mend();
    expect(await stored()).toEqual(oneLead);
    expect(world.api.pumped).toHaveLength(1);
  },
);

test('lost after the commit: 503, and the same key finds the enquiry that was stored', async () => {
  const key = { 'idempotency-key': 'lost-answer' };
  proxy.cutAfter('commit');
  expect((await world.send(ada, key)).status).toBe(503);
  proxy.mend();
  expect(await stored()).toEqual(twoLeads);
  expect(await world.send(ada, key)).toMatchObject({ status: 202, body: { status: 'accepted' } });
  expect(await stored()).toEqual(twoLeads);
});

test('connections that are ended while idle do not end the process', async () => {
  await Promise.all(Array.from({ length: 5 }, () => world.send({ name: 'B', email: 'b@example.com' })));
  proxy.cut();
  await new Promise((resolve) => setTimeout(resolve, 50));
  proxy.mend();
  expect((await world.send(ada)).status).toBe(202);
});

test('silent: the form is refused in a few seconds instead of waiting for ever', async () => {
  proxy.cut();
  await new Promise((resolve) => setTimeout(resolve, 20));
  proxy.hold();
  const since = Date.now();
  expect((await world.send(ada)).status).toBe(503);
  expect(Date.now() - since).toBeLessThan(8_000);
});
