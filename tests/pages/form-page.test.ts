// The form as a page, over HTTP and against PostgreSQL.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFormPages } from '../../api/pages/form-pages.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

let database: TestDatabase;
let slug: string;
let api: ApiServer;
beforeAll(async () => {
  database = await testDatabase();
  ({ slug } = await seedTenant(database.db, 'Alpha'));
});
beforeEach(async () => {
  api = await startApi(database.db, createFormPages);
});
afterEach(() => api.close());
afterAll(() => database.drop());

const person = { name: 'Ada', phone: '+442079460958', email: 'ada@example.com', consent: 'true' };
const send = (fields: [string, string][]): Promise<Response> =>
  fetch(`${api.url}/form/${slug}`, { method: 'POST', body: new URLSearchParams(fields) });

describe('the form page', () => {
  test('has no script inside it: what a visitor wrote can never become one', async () => {
    const page = await (await fetch(`${api.url}/form/${slug}`)).text();
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const [, script] = /<script src="([^"]+)"/.exec(page) ?? [];
    const answer = await fetch(`${api.url}${script}`);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(await answer.text()).toContain('timeZone');
  });

  test('shows what was written again as text only', async () => {
    const name = '<img src=x onerror=alert(1)>"';
    const answer = await send(Object.entries({ ...person, name, phone: 'none' }));
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('&lt;img src');
    expect(page).not.toContain('<img');
  });

  test.each([
    ['a character that no text column takes', [['idempotencyKey', 'a\0b']]],
    ['more than a column takes', [['idempotencyKey', 'x'.repeat(4_000)]]],
    [
      'two of them',
      [
        ['idempotencyKey', 'a'],
        ['idempotencyKey', 'b'],
      ],
    ],
  ] as [string, [string, string][]][])('takes a form whose key is %s as one without', async (_, keys) => {
    expect((await send([...Object.entries(person), ...keys])).status).toBe(202);
  });

  test('of a business that no name can be is not found', async () => {
    expect((await fetch(`${api.url}/form/%00`)).status).toBe(404);
  });
});
