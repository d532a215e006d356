// The pages on which somebody without a link asks for one, over HTTP and against PostgreSQL.
import { Router } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccountPages } from '../../api/pages/account-pages.ts';
import { createForgotPage } from '../../api/pages/forgot-page.ts';
import { createRegisterPage } from '../../api/pages/register-page.ts';
import { readApiSettings } from '../../api/settings.ts';
import type { AccountMailKind } from '../../schema/contracts/accounts.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
let api: ApiServer;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  api = await startApi(database.db, (context) =>
    Router().use(createAccountPages(context)).use(createForgotPage(context)).use(createRegisterPage(context)),
  );
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  await database.db.inTenant(tenantId, (tx) => tx.execute('delete from account_mail'));
});

let visitors = 0;
const visit = async (
  path: string,
  form?: Record<string, string>,
  { language = 'en', url = api.url, from = '' } = {},
) => {
  visitors += 1;
  const answer = await fetch(`${url}${path}`, {
    headers: { 'accept-language': language, 'x-forwarded-for': from || `10.6.0.${visitors}` },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
};
const mails = (of = tenantId) =>
  database.db.inTenant(of, (tx) =>
    tx.execute<{ kind: AccountMailKind; address: string }[]>('select kind, address from account_mail'),
  );

describe('whoever forgot a password', () => {
  test('asks for a link on a page of its own, in their language, and is told the same whoever they are', async () => {
    const page = await visit('/account/forgot', undefined, { language: 'de-AT,de;q=0.9' });
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page.html).toContain('Ich habe mein Passwort vergessen');
    const known = await visit('/account/forgot', { email: 'Agent@alpha.example' });
    const unknown = await visit('/account/forgot', { email: 'nobody@alpha.example' });
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(known.html).toBe(unknown.html);
    expect(known.html).not.toMatch(/alpha/i);
    expect(await mails()).toEqual([{ kind: 'passwordReset', address: 'agent@alpha.example' }]);
  });

  test.each([['no address'], ['']])('is asked again when they tell “%s”', async (email) => {
    const { status, html } = await visit('/account/forgot', email ? { mail: email } : { email });
    expect([status, html]).toEqual([400, expect.stringContaining('role="alert"')]);
  });

  test('is shown the way to a new link where theirs is over', async () => {
    const { status, html } = await visit(`/account/reset/${'x'.repeat(43)}`);
    expect([status, html]).toEqual([404, expect.stringContaining('href="/account/forgot"')]);
    const invited = await visit(`/account/invitation/${'x'.repeat(43)}`);
    expect(invited.html).not.toContain('/account/forgot');
  });

  test('may ask as often from a page as a program may, and is told when it is too often', async () => {
    const ask = () => visit('/account/forgot', { email: 'nobody' }, { from: '10.7.0.1' });
    const answers = await Promise.all(Array.from({ length: 21 }, ask));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(20);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.html).toContain('Too many attempts');
  });
});

describe('a business', () => {
  const wanted = (over: Record<string, string> = {}) => ({
    ...{ business: 'Weiss <Pools>', slug: 'weiss-pools', country: 'DE', language: 'de' },
    ...{ timeZone: 'Europe/Berlin', name: 'Nora Weiss', email: 'nora@weiss.example', website: '' },
    ...{ password: 'four walls and a red kettle', ...over },
  });

  test('registers itself on a page, and is mailed a link', async () => {
    const page = await visit('/account/register', undefined, { language: 'tr' });
    expect([page.status, page.html]).toEqual([200, expect.stringContaining('<option value="DE">Almanya')]);
    const done = await visit('/account/register', wanted());
    expect([done.status, done.html]).toEqual([202, expect.stringContaining('a mail is on its way')]);
    const { rows } = await database.db.pool.query<{ tenant_id: string }>(
      `select tenant_id from routing.pending_work('0 seconds', 1000) where kind = 'note'`,
    );
    const registered = rows.find(({ tenant_id }) => tenant_id !== tenantId)?.tenant_id;
    expect(await mails(registered)).toEqual([{ kind: 'verifyAddress', address: 'nora@weiss.example' }]);
  });

  test('is answered the same when the address is known; its owner is told by e-mail', async () => {
    const [unknown, known] = [
      await visit('/account/register', wanted({ slug: 'weiss-two', email: 'new@weiss.example' })),
      await visit('/account/register', wanted({ slug: 'weiss-three', email: 'agent@alpha.example' })),
    ];
    expect([known.status, known.html]).toEqual([unknown.status, unknown.html]);
    expect(await mails()).toEqual([{ kind: 'alreadyRegistered', address: 'agent@alpha.example' }]);
  });

  test.each([
    ['a password that is too short', { password: 'short' }, 'password', 400],
    ['a name for addresses with signs', { slug: 'Weiss & Co' }, 'slug', 400],
    ['a name that is taken', { slug: 'alpha' }, 'slug', 409],
    ['no country', { country: '' }, 'country', 400],
    ['a website that is none', { website: 'javascript:alert(1)' }, 'website', 400],
  ])(
    'with %s is shown which field, with all but the password filled in still',
    async (_what, over, field, wants) => {
      const { status, html } = await visit('/account/register', wanted(over));
      expect([status, html]).toEqual([wants, expect.stringContaining(`<a href="#${field}">`)]);
      expect(html).toContain('value="Weiss &lt;Pools&gt;"');
      expect(html).toMatch(/<option value="de" selected>/);
      expect(html).not.toContain(wanted(over).password);
    },
  );

  test('finds the page closed where whoever runs the installation says so', async () => {
    const settings = readApiSettings({
      ...{ LINK_SECRET: testLinkSecret, DATABASE_URL: 'given', PUBLIC_BASE_URL: 'https://x.example' },
      APP_ENV: 'production',
    });
    const closed = await startApi(database.db, createRegisterPage, { settings });
    const answers = [
      await visit('/account/register', undefined, { url: closed.url }),
      await visit('/account/register', wanted(), { url: closed.url }),
    ];
    for (const { status, html } of answers)
      expect([status, html]).toEqual([403, expect.not.stringContaining('<form')]);
    await closed.close();
  });
});
