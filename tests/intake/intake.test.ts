// the public form over HTTP and against PostgreSQL
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
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

describe('an enquiry', () => {
  test('is stored whole before it is acknowledged, and told to its journey', async () => {
    const sent = await world.send(ada);
    expect([sent.status, sent.body.status]).toEqual([202, 'accepted']);
    expect(await counts()).toEqual([1, 2, 1, 1, 1, 1]);
    const leadId = await world.leadOf(sent);
    expect(world.api.pumped).toEqual([{ tenantId: world.tenantId, leadId }]);
    expect(await world.rows('lead')).toMatchObject([
      { id: leadId, phone: '+442079460958', phone_country: 'GB', email: 'ada@example.com', fact_seq: 1 },
    ]);
    const [event] = await world.rows<{ id: string }>('inbound_event');
    const cause = { kind: 'fact', id: event?.id };
    expect(await world.rows('lead_fact')).toMatchObject([
      {
        lead_id: leadId,
        seq: 1,
        kind: 'formSubmitted',
        ref: event?.id,
        caused_by: cause,
        signalled_at: null,
      },
    ]);
    expect(await world.rows('timeline_event')).toMatchObject([{ kind: 'formSubmitted', caused_by: cause }]);
  });

  test('keeps the consent: its words, its time, its address', async () => {
    await world.send(ada, { 'x-forwarded-for': '203.0.113.7' });
    await world.send({ ...ada, consent: false });
    const kept = await world.rows<{ given_at: Date }>('lead_consent');
    expect(kept).toMatchObject([
      { given: true, text: 'You may call me.', ip: '203.0.113.7' },
      { given: false, text: 'You may call me.' },
    ]);
    expect(Math.abs(Date.now() - new Date(kept[0]?.given_at ?? 0).getTime())).toBeLessThan(60_000);
  });

  test.each([
    ['GB', '020 7946 0958', '+442079460958'],
    ['IN', '098765 43210', '+919876543210'],
    ['US', '(212) 555-2368', '+12125552368'],
    ['GB', '+91 98765 43210', '+919876543210'],
    ['DE', '0044 20 7946 0958', '+442079460958'],
  ])('of a tenant in %s reads %s as %s', async (country, typed, kept) => {
    await world.api.close();
    world = await intakeWorld(database.db, (s) => ({ ...s, profile: { ...s.profile, country } }));
    expect((await world.send({ ...ada, phone: typed })).status).toBe(202);
    expect(await world.rows('lead')).toMatchObject([{ phone: kept }]);
  });

  test('whose hidden field is filled in looks accepted, and nothing of it is stored', async () => {
    const { status, body } = await world.send({ ...ada, company_url: 'https://spam.example' });
    expect([status, body.status]).toEqual([202, 'accepted']);
    expect(await counts()).toEqual([0, 0, 0, 0, 0, 0]);
    expect(world.api.pumped).toEqual([]);
  });

  test('with wrong fields names each, repeats no value, and stores nothing', async () => {
    const sent = { ...ada, name: '', phone: '12', email: 'nobody at all', colour: 'blue' };
    const { status, body } = await world.send(sent);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toMatch(/nobody at all|blue/);
    expect(body.problems?.length).toBeGreaterThan(0);
    expect(await counts()).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('with NUL and half characters in it is stored without them', async () => {
    const { status } = await world.send({ ...ada, name: 'A\0da \ud83d', message: '\0\udc00 hello' });
    expect(status).toBe(202);
    expect(await world.rows('lead')).toMatchObject([{ name: 'Ada \ufffd' }]);
  });

  test('may come as a plain form', async () => {
    const fields = new URLSearchParams({ tenant: world.slug, name: 'Ada', phone: ada.phone, consent: 'on' });
    const sent = await post(`${world.api.url}/api/leads/public`, fields.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(sent.status).toBe(202);
    expect(await world.rows('lead_consent')).toMatchObject([{ given: true }]);
  });
});

describe('the same person', () => {
  test('within the window is the same enquiry: noted, with its consent, but no fact', async () => {
    const first = await world.send(ada);
    const second = await world.send({ ...ada, message: 'Hello?' });
    expect(second.body).toEqual({ enquiryId: second.body.enquiryId, status: 'accepted' });
    expect(await world.leadOf(second)).toBe(await world.leadOf(first));
    expect(await counts()).toEqual([1, 2, 2, 2, 2, 1]);
    expect((await world.rows('timeline_event')).at(-1)).toMatchObject({ kind: 'formRepeated' });
    expect(world.api.pumped).toHaveLength(1);
  });

  test('after the window is a new enquiry of the same lead', async () => {
    const first = await world.send(ada);
    await world.sql(`update lead_fact set created_at = now() - interval '2 days'`);
    const second = await world.send(ada);
    expect(await world.leadOf(second)).toBe(await world.leadOf(first));
    expect((await world.rows('lead_fact')).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(world.api.pumped).toHaveLength(2);
  });

  test('is known by the e-mail address alone, and by the phone number however it is typed', async () => {
    const first = await world.send(ada);
    const byEmail = await world.send({ name: 'A. L.', email: 'ADA@example.com' });
    const byPhone = await world.send({ name: 'A. L.', phone: '+44 20 7946 0958' });
    const of = await Promise.all([byEmail, byPhone, first].map((sent) => world.leadOf(sent)));
    expect(new Set(of).size).toBe(1);
    expect(await world.rows('lead')).toMatchObject([{ name: 'Ada Lovelace' }]);
  });

  test('sending eight forms at once becomes one lead with one fact', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => world.send(ada)));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const leads = await Promise.all(all.map((sent) => world.leadOf(sent)));
    expect(new Set(leads).size).toBe(1);
    expect(await counts()).toEqual([1, 2, 8, 8, 8, 1]);
  });

  test('sending fifty forms at once, some with the number and some with the address only, becomes one lead', async () => {
    await world.send(ada);
    const { phone, email, name } = ada;
    const forms = Array.from({ length: 50 }, (_, n) => [ada, { name, phone }, { name, email }][n % 3] ?? ada);
    const all = await Promise.all(forms.map((form) => world.send(form)));
    expect(all.map(({ status }) => status)).toEqual(Array(50).fill(202));
    expect(await counts()).toEqual([1, 2, 51, 51, 51, 1]);
  });

  test('unknown before, sending fifty forms at once, becomes one lead with one fact', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => world.send(ada)));
    expect(all.map(({ status }) => status)).toEqual(Array(50).fill(202));
    expect(await counts()).toEqual([1, 2, 50, 50, 50, 1]);
  });

  test('cannot be told from a stranger by the answer', async () => {
    const [first, known] = [await world.send(ada), await world.send(ada)];
    const stranger = await world.send({ name: 'Bob', email: 'bob@example.com' });
    for (const { body } of [first, known, stranger])
      expect(Object.entries(body)).toEqual([
        ['enquiryId', expect.stringMatching(/^[0-9a-f-]{36}$/)],
        ['status', 'accepted'],
      ]);
    const leads = (await world.rows('lead')).map(({ id }) => id);
    for (const { body } of [first, known, stranger]) expect(leads).not.toContain(body.enquiryId);
  });

  test('known before, sending eight forms at once after the window, adds one fact', async () => {
    await world.send(ada);
    await world.sql(`update lead_fact set created_at = now() - interval '2 days'`);
    await Promise.all(Array.from({ length: 8 }, () => world.send(ada)));
    expect((await world.rows('lead_fact')).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('where every form counts, eight at once are eight facts, numbered without a gap', async () => {
    await world.api.close();
    const counted = (s: TenantSettings) => ({ ...s, form: { ...s.form, sameEnquiryWithin: '0 seconds' } });
    world = await intakeWorld(database.db, counted);
    await world.send(ada);
    const all = await Promise.all(Array.from({ length: 8 }, () => world.send(ada)));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect((await world.rows('lead_fact')).map(({ seq }) => seq).toSorted()).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test('whose number belongs to one lead and whose address to another: the number’s, nobody is merged', async () => {
    const byPhone = await world.send({ name: 'Ada', phone: ada.phone });
    const byEmail = await world.send({ name: 'Bob', email: 'bob@example.com' });
    const both = await world.send({ name: 'Eve', phone: ada.phone, email: 'bob@example.com' });
    expect(await world.leadOf(both)).toBe(await world.leadOf(byPhone));
    expect(await world.rows('lead')).toHaveLength(2);
    expect(await world.rows('lead_identity')).toMatchObject([
      { lead_id: await world.leadOf(byPhone), kind: 'phone' },
      { lead_id: await world.leadOf(byEmail), kind: 'email' },
    ]);
    expect((await world.rows('lead')).every((lead) => lead.merged_into === null)).toBe(true);
  });

  test('that was merged answers with the lead it became', async () => {
    const loser = await world.send({ name: 'Ada', phone: ada.phone });
    const winner = await world.send({ name: 'Ada', email: 'ada@example.com' });
    const [from, into] = [await world.leadOf(loser), await world.leadOf(winner)];
    await world.sql(`update lead set merged_into = '${into}' where id = '${from}'`);
    expect(await world.leadOf(await world.send({ name: 'Ada', phone: ada.phone }))).toBe(into);
  });

  test('at two tenants is two leads', async () => {
    const other = await intakeWorld(database.db);
    const [here, there] = [await world.send(ada), await other.send(ada)];
    await other.api.close();
    expect([here.status, there.status]).toEqual([202, 202]);
    expect(await world.rows('lead')).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'form-1' };

  test('again answers the same enquiry and changes nothing', async () => {
    const first = await world.send(ada, key);
    const before = await counts();
    const again = await world.send(ada, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(await counts()).toEqual(before);
  });

  test('eight times at once, of a new person and of a known one, is one enquiry', async () => {
    await Promise.all(Array.from({ length: 8 }, () => world.send(ada, key)));
    expect(await counts()).toEqual([1, 2, 1, 1, 1, 1]);
    await world.sql(`update lead_fact set created_at = now() - interval '2 days'`);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => world.send(ada, { 'idempotency-key': 'form-2' })),
    );
    expect(all.every(({ status }) => status === 202)).toBe(true);
    expect(await counts()).toEqual([1, 2, 2, 2, 2, 2]);
  });

  test('with another body, also of another person, is refused and stores nothing', async () => {
    await world.send(ada, key);
    const before = await counts();
    expect((await world.send({ ...ada, message: 'other' }, key)).status).toBe(422);
    expect((await world.send({ name: 'Bob', email: 'bob@example.com' }, key)).status).toBe(422);
    expect(await counts()).toEqual(before);
  });

  test('with the same enquiry in other words is the same', async () => {
    const first = await world.send(ada, key);
    const again = await world.send({ ...ada, phone: '+442079460958', email: 'ada@example.com' }, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
  });

  test('of one tenant means nothing to another, and an over-long one is refused', async () => {
    const other = await intakeWorld(database.db);
    await world.send(ada, key);
    expect((await other.send({ ...ada, message: 'other' }, key)).status).toBe(202);
    await other.api.close();
    expect((await world.send(ada, { 'idempotency-key': 'x'.repeat(201) })).status).toBe(400);
  });
});
