// What strangers may ask over HTTP, and from which origins, on a real database.
import { Router } from 'express';
import { isObjectType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import { createPublicLeadRoutes } from '../../api/leads/public-lead-routes.ts';
import { createPublicOperations } from '../../api/public/operation-routes.ts';
import { publicOperations, publicSchema } from '../../schema/graphql/public/operations.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

const [site, foreign] = ['https://www.alpha.example', 'https://www.bravo.example'];
/** As a person writes it into the settings, and as a browser says it. */
const [written, said] = ['HTTPS://Shop.Alpha.example:443', 'https://shop.alpha.example'];
const withPort = 'http://localhost:3000';
let database: TestDatabase;
let api: ApiServer;

beforeAll(async () => {
  database = await testDatabase();
  for (const [mark, origins] of [
    ['Alpha', [site, written, withPort]],
    ['Bravo', [foreign]],
  ] as const)
    await seedTenant(database.db, mark, {
      change: (settings) => ({ ...settings, form: { ...settings.form, origins: [...origins] } }),
    });
  api = await startApi(database.db, (context) =>
    Router()
      .use(createPublicOperations(context))
      .use(createPublicLeadRoutes(context))
      .use(createGraphql(context)),
  );
});
beforeEach(() => database.db.pool.query('delete from routing.rate_limit'));
afterAll(async () => {
  await api.close();
  await database.drop();
});

interface Body {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

const ask = async (
  path: string,
  { body = {}, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
) => {
  const answer = await fetch(`${api.url}/api/public/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
};

describe('a stranger', () => {
  test('asks for the form of a business', async () => {
    const { status, body } = await ask('alpha/form');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        business: {
          ...{ name: 'Alpha Ltd', language: 'en', languages: ['en'], color: '#1d4ed8' },
          form: {
            ...{ title: 'Ask us', intro: 'We call you.', consentText: 'You may call me.' },
            interests: [{ value: 'pool', label: 'A pool' }],
          },
        },
      },
    });
  });

  test('asks for its opening hours, without any body', async () => {
    const answer = await fetch(`${api.url}/api/public/alpha/openingHours`, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      data: { business: { openingHours: { timeZone: 'Europe/London', holidays: [] } } },
    });
  });

  test.each([
    ['alpha/leads', 'an operation that is not stored'],
    ['alpha/constructor', 'a word of the language it is written in'],
    ['nobody/form', 'a business that is not here'],
  ])('is told nothing by %s: %s', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([
      404,
      { errors: [{ message: 'There is no such operation.', extensions: { code: 'NOT_FOUND' } }] },
    ]);
  });

  test.each([
    { query: '{ business { name } }' },
    { query: '{ __schema { types { name } } }' },
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    [{ query: '{ business { name } }' }],
  ])('runs no document of their own: %j', async (body) => {
    const answer = await ask('alpha/form', { body });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([
      400,
      'STORED_OPERATIONS_ONLY',
    ]);
    expect(answer.body.data).toBeUndefined();
  });

  test('asks so often, and not more', async () => {
    const answers = [];
    for (let nth = 0; nth < 121; nth += 1) answers.push((await ask('alpha/form')).status);
    expect(answers.slice(0, 120).every((status) => status === 200)).toBe(true);
    expect(answers[120]).toBe(429);
  });

  test('can reach no more than this, whatever were stored', () => {
    const fields = Object.values(publicSchema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__')
        ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
        : [],
    );
    expect(fields.toSorted()).toEqual([
      ...['Business.color', 'Business.form', 'Business.language', 'Business.languages', 'Business.name'],
      ...['Business.openingHours', 'Business.website', 'Form.consentText', 'Form.interests', 'Form.intro'],
      ...['Form.title', 'Interest.label', 'Interest.value', 'OpeningHours.holidays', 'OpeningHours.timeZone'],
      ...['OpeningHours.windows', 'Query.business', 'Window.days', 'Window.from', 'Window.to'],
    ]);
    expect(publicSchema.getMutationType()).toBeUndefined();
    expect([...publicOperations.keys()]).toEqual(['form', 'openingHours']);
  });
});

const preflight = (path: string, origin: string) =>
  fetch(`${api.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
const allowed = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin');

describe.each(['/api/public/alpha/form', '/api/leads/public?tenant=alpha'])(
  'a page of the tenant at %s',
  (path) => {
    test.each([site, said, withPort])('may ask from %s, as its settings say', async (origin) => {
      const answer = await preflight(path, origin);
      expect([answer.status, allowed(answer)]).toEqual([204, origin]);
      expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
      expect(answer.headers.get('access-control-allow-headers')).toContain('content-type');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('access-control-max-age')).toBe('600');
      expect(answer.headers.get('vary')).toContain('Origin');
    });

    test.each([
      ...[foreign, 'http://www.alpha.example', `${site}:8443`, `${site}.`, 'http://localhost', 'null', '*'],
      ...['https://alpha.example', 'https://x.www.alpha.example', `${site}.evil.example`, `${site}/`],
    ])('may not ask from %s', async (origin) => {
      const answer = await preflight(path, origin);
      expect([allowed(answer), answer.headers.get('vary')]).toEqual([null, 'Origin']);
      expect(answer.headers.get('access-control-max-age')).toBeNull();
    });
  },
);

test('an answer is for the origin that asks, and for no other', async () => {
  expect(allowed(await ask('alpha/form', { headers: { origin: site } }))).toBe(site);
  expect(allowed(await ask('alpha/form', { headers: { origin: foreign } }))).toBeNull();
});

test.each([site, foreign])('/graphql is open to no origin, not even %s', async (origin) => {
  const answer = await preflight('/graphql', origin);
  expect([answer.status, allowed(answer)]).toEqual([405, null]);
});
