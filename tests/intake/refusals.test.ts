// what the public form refuses, over HTTP and against PostgreSQL
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPublicLeadRoutes } from '../../api/leads/public-lead-routes.ts';
import { startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { ada, type IntakeWorld, intakeWorld, post } from './intake-world.ts';

let database: TestDatabase;
let world: IntakeWorld;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 15 });
});
beforeEach(async () => {
  world = await intakeWorld(database.db);
});
afterEach(() => world.api.close());
afterAll(() => database.drop());

const tables = ['lead', 'lead_identity', 'lead_consent', 'inbound_event', 'timeline_event', 'lead_fact'];
const counts = async (): Promise<number[]> =>
  Promise.all(tables.map(async (table) => (await world.rows(table)).length));

describe('limits', () => {
  const limited = () =>
    intakeWorld(database.db, (s) => ({
      ...s,
      form: {
        ...s.form,
        limits: { perAddress: { count: 5, within: '1 hour' }, perPhone: { count: 3, within: '1 hour' } },
      },
    }));
  const statuses = async (sent: Promise<{ status: number }>[]): Promise<number[]> =>
    (await Promise.all(sent)).map(({ status }) => status).toSorted();
  const person = (n: number) => ({ name: 'P', phone: `+4420794600${10 + n}` });
  beforeEach(async () => {
    await world.api.close();
    world = await limited();
  });

  test('per phone number hold from every address, and say when to come again', async () => {
    const from = (n: number) => world.send(ada, { 'x-forwarded-for': `203.0.113.${n}` });
    expect(await statuses([1, 2, 3, 4, 5].map(from))).toEqual([202, 202, 202, 429, 429]);
    const refused = await from(6);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await counts())[3]).toBe(3);
  });

  test('per address hold whoever is named, and other addresses are free', async () => {
    const mine = { 'x-forwarded-for': '203.0.113.50' };
    const all = await statuses([0, 1, 2, 3, 4, 5, 6].map((n) => world.send(person(n), mine)));
    expect(all).toEqual([202, 202, 202, 202, 202, 429, 429]);
    expect((await world.send(person(8), { 'x-forwarded-for': '203.0.113.51' })).status).toBe(202);
  });

  test('are shared by two processes', async () => {
    const second = await startApi(database.db, createPublicLeadRoutes);
    const url = `${second.url}/api/leads/public?tenant=${world.slug}`;
    const both = [1, 2, 3].flatMap((n) => [
      world.send(ada, { 'x-forwarded-for': `198.51.100.${n}` }),
      post(url, JSON.stringify(ada), { 'x-forwarded-for': `198.51.100.${n + 10}` }),
    ]);
    expect(await statuses(both)).toEqual([202, 202, 202, 429, 429, 429]);
    await second.close();
  });

  test('store neither number nor address', async () => {
    await world.send(ada, { 'x-forwarded-for': '203.0.113.99' });
    const kept = JSON.stringify(await world.sql('select key from routing.rate_limit'));
    expect(kept).not.toMatch(/7946|203\.0\.113/);
  });
});

describe('what is no enquiry', () => {
  const url = () => `${world.api.url}/api/leads/public?tenant=${world.slug}`;

  test('a body that is too large: 413', async () => {
    expect((await world.send({ ...ada, message: 'x'.repeat(40_000) })).status).toBe(413);
  });
  test('broken JSON: 400, without a word of it', async () => {
    const { status, body } = await post(url(), '{"name": "Ada Love');
    expect([status, JSON.stringify(body)]).toEqual([400, expect.not.stringMatching(/Ada/)]);
  });
  test.each([['[]'], ['[1]'], ['{}']])('the body %s: 400', async (body) => {
    expect((await post(url(), body)).status).toBe(400);
  });
  test('another kind of body: 400', async () => {
    expect((await post(url(), 'name=Ada', { 'content-type': 'text/plain' })).status).toBe(400);
  });
  test.each(['nobody', '', '%00', '%F0%9F%92%A9', "'; drop table lead; --"])(
    'an unknown tenant (%s): 404',
    async (slug) => {
      const sent = await post(`${world.api.url}/api/leads/public?tenant=${slug}`, JSON.stringify(ada));
      expect(sent.status).toBe(404);
    },
  );
  test('none of them stores anything', async () => {
    await post(url(), '[1]');
    expect(await counts()).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
