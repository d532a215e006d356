import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccountRoutes } from '../../api/auth/account-routes.ts';
import { createFormPages } from '../../api/pages/form-pages.ts';
import { readApiSettings } from '../../api/settings.ts';
import { callInputsOf } from '../../domain/contact/call-inputs.ts';
import { decideCall } from '../../domain/contact/decide-call.ts';
import { checkSettings } from '../../domain/tenant/check-settings.ts';
import { starterSettings } from '../../domain/tenant/starter-settings.ts';
import type { ContactFacts } from '../../schema/contracts/contact.ts';
import { accountToken } from '../../schema/database/accounts/account-links.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { tenantBySlug } from '../../schema/database/routing/doors.ts';
import { forgetUnverified } from '../../schema/database/tenants/register-tenant.ts';
import { accountRoutes } from '../support/account-routes.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

const password = 'four walls and a red kettle';
let database: TestDatabase;
let api: ApiServer;
let slug: string;
let email: string;
let mark = 0;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database.db, (context) => accountRoutes(context).use(createFormPages(context)));
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(() => {
  mark += 1;
  slug = `weiss-${mark}`;
  email = `nora@weiss-${mark}.example`;
});

let visitors = 0;
const request = (path: string, body?: object | URLSearchParams, from?: string, url = api.url) => {
  visitors += 1;
  const headers: Record<string, string> = { 'x-forwarded-for': from ?? `10.4.0.${visitors}` };
  if (body && !(body instanceof URLSearchParams)) headers['content-type'] = 'application/json';
  return fetch(`${url}${path}`, {
    headers,
    ...(body && { method: 'POST', body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
  });
};
const wanted = (over: object = {}) => ({
  ...{ business: 'Weiss Pools', slug, country: 'DE', language: 'de', timeZone: 'Europe/Berlin' },
  ...{ name: 'Nora Weiss', email, password, ...over },
});
const register = (over: object = {}, from?: string) => request('/api/auth/register', wanted(over), from);
const logIn = async () => (await request('/api/auth/login', { email, password })).status;

/** The tenants that wait for a mail to be opened: nothing but the list of pending work knows them. */
const waiting = async (): Promise<{ tenantId: string; link: string }[]> => {
  const { rows } = await database.db.pool.query<{ tenant_id: string }>(
    `select tenant_id from routing.pending_work('0 seconds', 1000) where kind = 'note'`,
  );
  const found = [];
  for (const tenantId of new Set(rows.map((row) => row.tenant_id))) {
    const mails = await database.db.inTenant(tenantId, (tx) =>
      tx.execute<{ about_id: string }[]>(
        `select about_id from account_mail where kind = 'verifyAddress' and address = ?`,
        [email],
      ),
    );
    for (const { about_id } of mails)
      found.push({ tenantId, link: `/account/verify/${accountToken(testLinkSecret, about_id)}` });
  }
  return found;
};
const confirm = (link: string, chosen = password) => request(link, new URLSearchParams({ password: chosen }));
const onlyOne = async () => {
  const [first, more] = await waiting();
  if (!first || more) throw new Error('expected one business that waits');
  return first;
};

describe('a business that is registered', () => {
  test('is found by nobody, and lets nobody in, before the address was confirmed', async () => {
    const answer = await register();
    expect([answer.status, await answer.json()]).toEqual([202, { status: 'accepted' }]);
    const { link } = await onlyOne();
    expect((await request(`/form/${slug}`)).status).toBe(404);
    expect(await logIn()).toBe(401);
    const seen = await request(link);
    expect([seen.status, await seen.text()]).toEqual([
      200,
      expect.stringContaining('Bestätigen Sie Ihre Adresse'),
    ]);
    expect(await tenantBySlug(database.db.pool, slug)).toBeNull();
  });

  test('is mailed a link that ends a day later, at a full minute', async () => {
    const asked = Date.now();
    await register();
    const { tenantId } = await onlyOne();
    const [link] = await database.db.inTenant(tenantId, (tx) =>
      tx.execute<{ expires_at: string }[]>('select expires_at from account_link'),
    );
    const ends = Date.parse(link?.expires_at ?? '');
    expect([ends % 60_000, ends >= asked + 86_400_000]).toEqual([0, true]);
  });

  test('begins with the click of whoever chose the password: its form takes leads, its admin signs in', async () => {
    await register();
    const { tenantId, link } = await onlyOne();
    const wrong = await confirm(link, 'somebody else chose it');
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('nicht das Passwort')]);
    expect((await confirm(link)).status).toBe(200);
    expect((await confirm(link)).status).toBe(404);
    expect([await tenantBySlug(database.db.pool, slug), await logIn()]).toEqual([tenantId, 200]);
    const fields = { name: 'Ana Garcia', phone: '+4915112345678', email: 'ana@mail.example' };
    const form = new URLSearchParams({ ...fields, interest: 'general', consent: 'true' });
    expect((await request(`/form/${slug}`, form)).status).toBe(202);
    const actions = await database.db.inTenant(tenantId, (tx) =>
      tx.execute('select actor_id, action from audit_entry'),
    );
    expect(actions).toEqual([{ actor_id: 'nora', action: 'businessRegistered' }]);
  });

  test('calls nobody as long as it has no number, and says why', async () => {
    await register();
    const { tenantId, link } = await onlyOne();
    await confirm(link);
    const form = { name: 'Ana', phone: '+4915112345679', email: '', interest: 'general', consent: 'true' };
    await request(`/form/${slug}`, new URLSearchParams(form));
    const [lead, facts] = await database.db.inTenant(tenantId, async (tx) => {
      const found = (await tx.findOneOrFail(Lead, { phone: form.phone })) as LeadRow;
      return [found, (await contactFacts(tx, found, testLinkSecret)) as ContactFacts] as const;
    });
    const settings = starterSettings({
      ...{ name: 'Weiss Pools', country: 'DE', language: 'de', timeZone: 'Europe/Berlin' },
      ...{ person: { name: 'Nora', email }, mailAddress: 'x@y.example', website: 'https://y.example' },
    });
    const about = { now: new Date().toISOString(), phone: lead.phone ?? null, asked: null, settings };
    expect(decideCall(callInputsOf(facts, about))).toMatchObject({
      ...{ kind: 'never', reason: 'noOwnNumber', to: 'followUp', rule: 'call.ownNumber' },
    });
  });

  test('by two under one name begins once; the other is told that the name is taken', async () => {
    await register();
    const first = await onlyOne();
    email = `other@weiss-${mark}.example`;
    await register();
    const second = await onlyOne();
    expect((await confirm(first.link)).status).toBe(200);
    const late = await confirm(second.link);
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining('inzwischen jemand anders'),
    ]);
    expect((await register()).status).toBe(409);
  });

  test('and confirmed by nobody is forgotten with its person, and one that was confirmed stays', async () => {
    await register();
    const lost = await onlyOne();
    const kept = (await seedTenant(database.db, `Kept${mark}`)).tenantId;
    const rows = async (tenantId: string) =>
      database.db.inTenant(tenantId, async (tx) => {
        await tx.execute(`update registration set created_at = now() - interval '2 days'`);
        await forgetUnverified(tx);
        return tx.execute<{ n: string }[]>(
          'select (select count(*) from staff_user) + (select count(*) from tenant) + (select count(*) from account_mail) as n',
        );
      });
    expect(await rows(lost.tenantId)).toEqual([{ n: '0' }]);
    expect(await rows(kept)).toEqual([{ n: '4' }]);
    expect((await confirm(lost.link)).status).toBe(404);
  });

  test('is not forgotten while its address is just being confirmed', async () => {
    await register();
    const { tenantId } = await onlyOne();
    const inTenant = <T>(work: (tx: Tx) => Promise<T>) => database.db.inTenant(tenantId, work);
    await inTenant((tx) => tx.execute(`update registration set created_at = now() - interval '2 days'`));
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const confirming = inTenant(async (tx) => {
      await tx.execute('update registration set verified_at = now()');
      begun.resolve();
      await goOn.promise;
    });
    await begun.promise;
    const forgetting = inTenant(forgetUnverified);
    await expect
      .poll(async () => {
        const { rows } = await database.db.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length;
      })
      .toBe(1);
    goOn.resolve();
    await Promise.all([confirming, forgetting]);
    expect(await inTenant((tx) => tx.execute('select slug from tenant'))).toHaveLength(1);
  });
});

describe('whoever registers a business', () => {
  test('is answered the same when the address is known; its owner is told by e-mail', async () => {
    const { tenantId } = await seedTenant(database.db, `Home${mark}`);
    email = `agent@home${mark}.example`;
    const answer = await register();
    expect([answer.status, await answer.json()]).toEqual([202, { status: 'accepted' }]);
    expect(await waiting()).toEqual([]);
    const mails = await database.db.inTenant(tenantId, (tx) =>
      tx.execute('select kind, address from account_mail'),
    );
    expect(mails).toEqual([{ kind: 'alreadyRegistered', address: email }]);
  });

  // by an error of the database for the one, and by none for the other, whoever asks would know which address is known
  test.each([
    ['no character', { business: 'Weiss\0Pools' }, 'business'],
    ['half a character', { name: 'Nora \ud800' }, 'name'],
  ])('cannot ask by %s which addresses are known', async (_what, over, field) => {
    await seedTenant(database.db, `Home${mark}`);
    const answers = [];
    for (const address of [`agent@home${mark}.example`, `nobody@home${mark}.example`]) {
      const answer = await register({ ...over, email: address });
      answers.push([answer.status, await answer.json()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual([
      400,
      { code: 'invalidInput', message: expect.stringMatching(new RegExp(`^${field}: expected`)) },
    ]);
  });

  test.each([
    ['a password that is too short', { password: 'short' }, 'password'],
    ['a time zone that is none', { timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['a name for addresses with signs', { slug: 'Weiss & Co' }, 'slug'],
    ['no address', { email: 'nora' }, 'email'],
    ['a language that is no tag', { language: 'german language' }, 'language'],
  ])('with %s is told which field', async (_what, over, field) => {
    const answer = await register(over);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { code: 'invalidInput', message: expect.stringMatching(new RegExp(`^${field}: expected`)) },
    ]);
  });

  test('cannot do so without end', async () => {
    const statuses = [];
    for (let n = 0; n < 21; n += 1) statuses.push((await register({ password: 'short' }, '10.5.0.1')).status);
    expect(statuses).toEqual([...Array(20).fill(400), 429]);
  });

  test('finds it closed where whoever runs the installation says so, as in production unless they open it', async () => {
    const given = {
      LINK_SECRET: testLinkSecret,
      DATABASE_URL: 'given',
      PUBLIC_BASE_URL: 'https://x.example',
    };
    const production = readApiSettings({ ...given, APP_ENV: 'production' });
    expect(production.registration).toBe('closed');
    const closed = await startApi(database.db, createAccountRoutes, { settings: production });
    const answer = await request('/register', wanted(), undefined, closed.url);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'closed' }]);
    await closed.close();
  });
});

test.each(['en', 'de', 'tr', 'fr', 'de-AT'])('the first settings in %s are right', (language) => {
  const settings = starterSettings({
    ...{ name: 'A <B> & "C"', country: 'TR', language, timeZone: 'Europe/Istanbul' },
    ...{ person: { name: 'Özgür', email: 'o@x.example' }, mailAddress: 'abc@leadline.example' },
    website: 'http://127.0.0.1:4000/form/abc',
  });
  expect(checkSettings(settings)).toEqual([]);
});
