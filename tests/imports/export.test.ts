// Leads as a file, over HTTP on a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../api/imports/read-csv.ts';
import { createExportRoutes } from '../../api/leads/export-routes.ts';
import { tokenOfStaff } from '../graphql/sign-in.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { seedTenant } from '../support/seed.ts';
import { type ImportWorld, importWorld } from './import-world.ts';

let world: ImportWorld;
let api: ApiServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  world = await importWorld();
  api = await startApi(world.db, createExportRoutes);
  for (const role of ['admin', 'agent', 'viewer'])
    tokens[role] = await tokenOfStaff(world.db, world.tenantId, role);
  const many = Array.from({ length: 1_100 }, (_, n) => `P ${n},p${n}@mail.example,,bulk`);
  const odd = [
    '=HYPERLINK("http://x"),eve@mail.example,+44 20 7183 8750,odd',
    '"Line\nbreak; ""quoted""",q@mail.example,,odd',
  ];
  await world.bring(['name,email,phone,source', ...many, ...odd].join('\n'));
});
afterAll(async () => {
  await api.close();
  await world.close();
});

const get = (query: Record<string, string> = {}, role: string | null = 'admin') =>
  fetch(`${api.url}/api/leads/export?${new URLSearchParams(query)}`, {
    headers: role ? { authorization: `Bearer ${tokens[role]}` } : {},
  });

/** The rows of an answer, by the names of their columns. */
const rowsOf = async (answer: Response): Promise<Record<string, string>[]> => {
  const csv = await readCsv(answer.body as unknown as AsyncIterable<Buffer>);
  const rows: Record<string, string>[] = [];
  for await (const { cells } of csv.rows)
    rows.push(Object.fromEntries(csv.header.map((heading, place) => [heading, cells[place] ?? ''])));
  return rows;
};

test('every lead is in the file once, newest first, however many there are', async () => {
  const answer = await get();
  expect(answer.headers.get('content-disposition')).toContain('leads.csv');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const rows = await rowsOf(answer);
  expect(rows).toHaveLength(1_102);
  expect(new Set(rows.map(({ email }) => email)).size).toBe(1_102);
  const instants = rows.map(({ createdAt }) => createdAt);
  expect(instants).toEqual(instants.toSorted().toReversed());
});

describe('the file is narrowed', () => {
  test.each([
    [{ filter: '{"source":"odd"}' }, 2],
    [{ filter: '{"status":["NEW"],"source":"bulk"}' }, 1_100],
    [{ filter: '{"status":["LOST"]}' }, 0],
    [{ search: 'hyperlink' }, 1],
    [{ search: 'mail.example', filter: '{"source":"odd"}' }, 2],
  ])('by %j, as the list of leads is', async (query, count) => {
    expect(await rowsOf(await get(query))).toHaveLength(count);
  });

  test.each([
    [{ filter: '{"source":1}' }, 'filter'],
    [{ filter: '{"shoe":38}' }, 'filter'],
    [{ filter: 'not json' }, 'filter'],
    [{ search: 'x'.repeat(201) }, 'search'],
    [{ delimiter: 'pipe' }, 'delimiter'],
  ])('and %j is refused', async (query, field) => {
    const answer = await get(query);
    const said = (await answer.json()) as { problems: { field: string }[] };
    expect([answer.status, said.problems[0]?.field]).toEqual([400, field]);
  });
});

test('nothing in it runs in a spreadsheet, and it reads back as it was', async () => {
  const text = await (await get({ filter: '{"source":"odd"}' })).text();
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(text).toContain(`'+442071838750`);
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  const id = await world.upload(
    text.replaceAll('@mail.example', '@other.example').replaceAll('71838750', '71838751'),
  );
  await world.tend(id);
  await world.start(id);
  await world.tend(id);
  const made = await world.rows(`select name, phone from lead where email = 'eve@other.example'`);
  expect(made).toEqual([{ name: '=HYPERLINK("http://x")', phone: '+442071838751' }]);
});

test('a spreadsheet opens it in columns, in any language: UTF-8 by its mark, numbers of phones as text, cells apart as it expects', async () => {
  const narrowed = { filter: '{"source":"odd"}' };
  const bytes = Buffer.from(await (await get({ ...narrowed, delimiter: 'semicolon' })).arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString()).toContain(`;'+442071838750;eve@mail.example;`);
  const read = await rowsOf(await get({ ...narrowed, delimiter: 'semicolon' }));
  expect(read).toEqual(await rowsOf(await get({ ...narrowed, delimiter: 'comma' })));
  expect(read.map(({ name }) => name)).toContain('Line\nbreak; "quoted"');

  const speak = (language: string) =>
    seedTenant(world.db, 'Alpha', {
      change: (settings) => ({
        ...settings,
        profile: { ...settings.profile, language, languages: [language] },
      }),
    });
  for (const [language, head] of [
    ['de', '\uFEFFid;name;phone'],
    ['en', '\uFEFFid,name,phone'],
  ] as const) {
    await speak(language);
    const text = Buffer.from(await (await get(narrowed)).arrayBuffer()).toString();
    expect(text.slice(0, head.length)).toBe(head);
  }
});

test.each([
  [null, 401],
  ['viewer', 403],
  ['agent', 403],
])('it is for admins: %s is answered %i', async (role, status) => {
  expect((await get({}, role)).status).toBe(status);
});

test('who took it, and which part, is kept before the first of it leaves; the words of a search are not', async () => {
  await (await get({ filter: '{"source":"odd"}', search: 'eve' })).text();
  const [last] = await world.rows(
    `select actor_id, after, after::text as text from audit_entry where action = 'leadsExported' order by id desc limit 1`,
  );
  expect(last).toMatchObject({ actor_id: 'admin', after: { filter: { source: 'odd' }, searched: true } });
  expect(last.text).not.toContain('eve');
});
