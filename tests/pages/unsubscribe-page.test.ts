// The way out of e-mails, over HTTP and against PostgreSQL: no journey, no Temporal.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUnsubscribePages } from '../../api/pages/unsubscribe-pages.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, LeadFact, type LeadRow, TimelineEvent } from '../../schema/database/leads/entities.ts';
import { createUnsubscribeLink } from '../../schema/database/routing/links.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
let api: ApiServer;
let leadId: string;
let link: string;
let leads = 0;
let asked: { name: string; commandId?: string }[];
let pumped: LeadRef[];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Outs', {
    change: (settings) => ({ ...settings, profile: { ...settings.profile, languages: ['en', 'de'] } }),
  }));
});
beforeEach(async () => {
  [asked, pumped] = [[], []];
  ({ leadId } = await seedLead(database.db, tenantId, 'Outs', leads++));
  api = await startApi(database.db, createUnsubscribePages, {
    pump: (lead) => void pumped.push(lead),
    command: async (request) => {
      asked.push(request);
      return { commandId: '', status: 'accepted', code: 'accepted', text: '' };
    },
  });
  link = await database.db.inTenant(tenantId, (tx) =>
    createUnsubscribeLink(tx, { tenantId, leadId, publicBaseUrl: api.url }),
  );
});
afterEach(() => api.close());
afterAll(() => database.drop());

const press = (body: string | FormData, headers: Record<string, string> = {}) =>
  fetch(link, {
    method: 'POST',
    body,
    headers:
      typeof body === 'string'
        ? { 'content-type': 'application/x-www-form-urlencoded', ...headers }
        : headers,
  });

/** What stands about the lead, as whoever decides about an e-mail would find it. */
const standing = (id = leadId) =>
  database.db.inTenant(tenantId, async (tx) => {
    const lead = (await tx.findOneOrFail(Lead, { id })) as LeadRow;
    const { marketingStopped, addressBar } = await contactFacts(tx, lead, testLinkSecret);
    const facts = await tx.count(LeadFact, { leadId: id, kind: 'leadChanged' });
    const told = await tx.count(TimelineEvent, { leadId: id, kind: 'unsubscribed' });
    return { marketingStopped, addressBar, facts, told };
  });

const untouched = { marketingStopped: false, addressBar: null, facts: 0, told: 0 };
const stopped = { marketingStopped: true, addressBar: null, facts: 1, told: 1 };

describe('the page', () => {
  test('counts again after staff have lifted the first request', async () => {
    await press('do=marketing');
    await database.db.inTenant(tenantId, (tx) => tx.execute('update suppression set lifted_at = now()'));
    expect(await standing()).toMatchObject({ marketingStopped: false });
    await press('do=marketing');
    expect(await standing()).toMatchObject({ marketingStopped: true, told: 2 });
  });

  test('shows two buttons and changes nothing, however often a scanner opens it', async () => {
    for (let i = 0; i < 3; i++) {
      const response = await fetch(link);
      expect(response.status).toBe(200);
      const html = await response.text();
      for (const value of ['marketing', 'everything']) expect(html).toContain(`name="do" value="${value}"`);
    }
    expect(await standing()).toEqual(untouched);
    expect(asked).toEqual([]);
  });

  test('speaks the language of the mail that led there', async () => {
    await database.db.inTenant(tenantId, (tx) => tx.nativeUpdate(Lead, { id: leadId }, { language: 'de' }));
    expect(await (await fetch(link)).text()).toContain('Keine Angebote und Nachfragen mehr');
  });

  test('of an unknown link is not there', async () => {
    expect((await fetch(`${api.url}/u/nothing`)).status).toBe(404);
    expect((await fetch(`${api.url}/u/nothing`, { method: 'POST' })).status).toBe(404);
  });
});

describe('no more e-mails that nobody asked for', () => {
  const multipart = () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    return form;
  };

  test.each([
    ['a mail program with one click', () => 'List-Unsubscribe=One-Click'],
    ['a mail program that sends a form with parts', multipart],
    ['the button', () => 'do=marketing'],
  ])('by %s', async (_, body) => {
    const response = await press(body());
    expect(response.status).toBe(200);
    expect(await standing()).toEqual(stopped);
    expect(asked).toEqual([]);
    expect(pumped).toEqual([{ tenantId, leadId }]);
  });

  test('said twice, by both ways, is said once', async () => {
    await press('List-Unsubscribe=One-Click');
    await press('do=marketing');
    const other = await database.db.inTenant(tenantId, (tx) =>
      createUnsubscribeLink(tx, { tenantId, leadId, publicBaseUrl: api.url }),
    );
    await fetch(other, { method: 'POST' });
    expect(await standing()).toEqual(stopped);
  });

  test('holds for a lead whose journey is closed', async () => {
    await database.db.inTenant(tenantId, (tx) =>
      tx.nativeUpdate(Lead, { id: leadId }, { step: 'closed', closedAt: new Date() }),
    );
    await press('List-Unsubscribe=One-Click');
    expect(await standing()).toEqual(stopped);
  });

  test('reaches whoever the lead has become', async () => {
    const { leadId: survivor } = await seedLead(database.db, tenantId, 'Outs', leads++);
    await database.db.inTenant(tenantId, (tx) =>
      tx.nativeUpdate(Lead, { id: leadId }, { mergedInto: survivor }),
    );
    await press('List-Unsubscribe=One-Click');
    expect(await standing(survivor)).toEqual(stopped);
  });
});

test('no contact at all is an opt-out, and a second press is the same command', async () => {
  await press('do=everything');
  await press('do=everything');
  expect(asked.map(({ name }) => name)).toEqual(['optOut', 'optOut']);
  expect(new Set(asked.map(({ commandId }) => commandId)).size).toBe(1);
});
