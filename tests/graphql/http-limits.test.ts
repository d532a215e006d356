// `/graphql` over HTTP, on a real database: for each limit what is just allowed and what is just too much.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { fakeCommands, globalId } from './ask.ts';
import { tokenOfStaff } from './sign-in.ts';

let database: TestDatabase;
let api: ApiServer;
let token: string;
let lead: SeededLead;
const { asked, command } = fakeCommands();

beforeAll(async () => {
  database = await testDatabase();
  const { tenantId } = await seedTenant(database.db, 'Alpha');
  lead = await seedLead(database.db, tenantId, 'Alpha');
  token = await tokenOfStaff(database.db, tenantId, 'agent');
  api = await startApi(database.db, (context) => createGraphql(context), { command });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

interface Body {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

const send = async (body: string): Promise<{ status: number; body: Body }> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as Body };
};
const ask = (query: string, more: object = {}) => send(JSON.stringify({ query, ...more }));

const times = (count: number, each: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => each(nth)).join(' ');
const alsoNamed = (inside: string): string =>
  `leads(first: 1) { nodes { calls(first: 1) { nodes { lead { calls(first: 1) { nodes { lead { calls(first: 1) { nodes { lead { ${inside} } } } } } } } } } } }`;
const names = (count: number): string => times(count, () => 'name');
const pause = (nth: number): string =>
  `p${nth}: pause(input: { leadId: "${globalId('Lead', lead.leadId)}" }) { __typename }`;

/** What is counted; a query with `count` of it; how many there may be; how it is told. */
const limits: [what: string, query: (count: number) => string, most: number, told: RegExp][] = [
  ['levels', (count) => `{ ${alsoNamed(count === 12 ? 'id' : 'assignedTo { name }')} }`, 12, /depth 13/],
  ['fields in all', (count) => `{ leads(first: 1) { nodes { ${names(count - 2)} } } }`, 600, /breadth 601/],
  [
    'fields times the length of their lists',
    (count) => `{ leads(first: 100) { nodes { ${names(Math.floor((count - 101) / 100))} } } }`,
    35_000,
    /complexity 35001/,
  ],
  [
    'aliases',
    (count) => `{ viewer { ${times(count, (nth) => `a${nth}: role`)} } }`,
    50,
    /more than 50 aliases/,
  ],
  [
    'directives',
    (count) => `{ viewer { ${times(count, () => 'role @skip(if: false)')} } }`,
    20,
    /more than 20 directives/,
  ],
  [
    'fields at the top',
    (count) => `{ ${times(count, () => 'viewer { role }')} }`,
    20,
    /more than 20 fields at the top/,
  ],
  [
    'fields at the top, by way of fragments',
    (count) =>
      `{ viewer { role } ...more } fragment more on Query { ... { ${times(count - 1, () => 'viewer { role }')} } }`,
    20,
    /more than 20 fields at the top/,
  ],
  ['mutations', (count) => `mutation { ${times(count, pause)} }`, 10, /more than 10 mutations/],
  [
    'ids',
    (count) => `{ nodes(ids: [${times(count, () => `"${globalId('Lead', lead.leadId)}"`)}]) { id } }`,
    100,
    /at most 100/,
  ],
];

describe.each(limits)('%s', (_what, query, most, told) => {
  test(`may be ${most}`, async () => {
    const { status, body } = await ask(query(most));
    expect([status, body.errors]).toEqual([200, undefined]);
  });

  test('are refused beyond, with a code and a sentence, and nothing is done', async () => {
    const before = asked.length;
    const { status, body } = await ask(query(most + 1));
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_LARGE']);
    expect(body.errors?.[0]?.message).toMatch(told);
    expect(body.data ?? null).toBeNull();
    expect(asked.length).toBe(before);
  });
});

describe('the length of a list', () => {
  const query = `query ($first: Int!) { leads(first: $first) { nodes { ${names(349)} } } }`;

  test('counts when it is a variable as well', async () => {
    expect((await ask(query, { variables: { first: 99 } })).body.errors).toBeUndefined();
    const { body } = await ask(query, { variables: { first: 100 } });
    expect(body.errors?.[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
  });
});

describe('a document', () => {
  const operations = (count: number): string => times(count, (nth) => `query q${nth} { viewer { role } }`);

  test('may have 2,000 tokens', async () => {
    const { body } = await ask(operations(250), { operationName: 'q7' });
    expect(body).toEqual({ data: { viewer: { role: 'AGENT' } } });
  });

  test('is refused beyond that while it is read', async () => {
    const { body } = await ask(`${operations(250)}{`, { operationName: 'q7' });
    expect(body.errors?.[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
    expect(body.errors?.[0]?.message).toMatch(/more than 2000 tokens/);
  });

  test('is refused soon when its fragments spread each other thousands of times', async () => {
    const nested = times(40, (nth) => `fragment f${nth} on Lead { ...f${nth + 1} ...f${nth + 1} }`);
    const { body } = await ask(
      `{ leads(first: 1) { nodes { ...f0 } } } ${nested} fragment f40 on Lead { name }`,
    );
    expect(body.errors?.[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
  });

  test('may not ask the schema for itself in circles', async () => {
    const circle = (levels: number): string =>
      levels ? `fields { type { ${circle(levels - 1)} } }` : 'name';
    const { body } = await ask(`{ __schema { types { ${circle(5)} } } }`);
    expect(body.errors?.[0]?.message).toMatch(/introspection depth/i);
  });
});

describe('a body', () => {
  const bytes = (count: number): string => {
    const body = JSON.stringify({ query: '{ viewer { role } } #' });
    return body.replace('#', `#${'x'.repeat(count - body.length)}`);
  };

  test('may have 64 KB', async () => {
    expect((await send(bytes(65_536))).body).toEqual({ data: { viewer: { role: 'AGENT' } } });
  });

  test('is refused beyond', async () => {
    const { status, body } = await send(bytes(65_537));
    expect(status).toBe(413);
    expect(body.errors).toEqual([
      { message: 'The query is too long: at most 64 KB.', extensions: { code: 'TOO_LARGE' } },
    ]);
  });

  test('holds one operation, not several', async () => {
    const { status, body } = await send(JSON.stringify([{ query: '{ viewer { role } }' }]));
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { message: 'Batching is not supported.', extensions: { code: 'BAD_REQUEST' } },
    ]);
  });
});
