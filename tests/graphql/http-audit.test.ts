// `/graphql` over HTTP, by the audits of the GraphQL-over-HTTP specification and on a real database.
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { tokenOfStaff } from './sign-in.ts';

let database: TestDatabase;
let api: ApiServer;
let token: string;

beforeAll(async () => {
  database = await testDatabase();
  const { tenantId } = await seedTenant(database.db, 'Alpha');
  token = await tokenOfStaff(database.db, tenantId, 'agent');
  api = await startApi(database.db, (context) => createGraphql(context));
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const asAgent: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
const audits = serverAudits({ url: () => `${api.url}/graphql`, fetchFn: asAgent });

// queries by GET are not offered: addresses are logged, and a foreign page can make a browser open one
const notOffered = ['5A70', 'D6D5', '6A70'];

test('the specification still has its audits of each kind', () => {
  const kinds = Object.groupBy(audits, ({ name }) => name.split(' ', 1)[0] ?? '');
  const counts = Object.entries(kinds).map(([kind, of]) => [kind, of?.length]);
  expect(Object.fromEntries(counts)).toEqual({ MUST: 13, SHOULD: 23, MAY: 25 });
});

describe('a signed-in caller finds that the server', () => {
  test.each(audits.filter(({ id }) => !notOffered.includes(id)))('$name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' });
  });

  test.each(audits.filter(({ id }) => notOffered.includes(id)))('may do without: $name', async ({ fn }) => {
    const audited = await fn();
    expect(audited).toMatchObject({ status: 'notice', response: { status: 405 } });
    expect(audited.status === 'ok' ? null : audited.response.headers.get('allow')).toBe('POST');
  });
});

describe('the answer', () => {
  const post = (headers: Record<string, string>, body: string | Uint8Array = '{"query":"{ __typename }"}') =>
    asAgent(`${api.url}/graphql`, { method: 'POST', headers, body: body as BodyInit });
  const json = { 'content-type': 'application/json' };

  test.each([
    ['application/json', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    [
      'application/graphql-response+json;charset=utf-8, application/json;charset=utf-8',
      'application/graphql-response+json',
    ],
    ['*/*', 'application/json'],
  ])('to one who accepts %s comes as %s', async (accept, expected) => {
    const answer = await post({ ...json, accept });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(`${expected}; charset=utf-8`);
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test.each(['text/html', 'application/xml'])('to one who accepts %s alone is 406', async (accept) =>
    expect((await post({ ...json, accept })).status).toBe(406),
  );

  test.each([
    ['application/json; charset=utf-8', 200],
    ['application/json; charset="UTF-8"', 200],
    ['application/json; charset=klingon', 415],
    ['text/plain', 415],
    ['application/graphql', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('to a body of %s is %i', async (type, status) => {
    const answer = await post({ 'content-type': type });
    const body = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
    expect([answer.status, body.errors?.[0]?.extensions.code]).toEqual([
      status,
      status === 200 ? undefined : 'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  test.each([
    ['{', 'does not parse'],
    ['{ noSuchField }', 'is not valid'],
    ['query ($id: ID!) { lead(id: $id) { id } }', 'lacks a variable'],
  ])('to %s, which %s, has its errors and no data', async (query) => {
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const answer = await post({ ...json, accept }, JSON.stringify({ query }));
      const body = (await answer.json()) as { data?: unknown; errors: unknown[] };
      expect([answer.status, 'data' in body, body.errors.length]).toEqual([status, false, 1]);
    }
  });
});

describe('an address', () => {
  const get = (query: string, headers: Record<string, string> = {}) =>
    asAgent(`${api.url}/graphql?query=${encodeURIComponent(query)}`, { headers });

  test.each(['{ viewer { role } }', 'mutation { __typename }'])(
    'that asks %s is 405 for a program',
    async (query) => {
      const answer = await get(query, { accept: 'application/json, */*' });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      expect(await answer.json()).toEqual({
        errors: [{ message: 'Queries are sent as POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } }],
      });
    },
  );

  test('is a page for a browser, which runs nothing of it', async () => {
    const answer = await get('mutation { __typename }', {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect((await answer.text()).slice(-2_000)).toContain('YogaGraphiQL.renderYogaGraphiQL');
  });
});
