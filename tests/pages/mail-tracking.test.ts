// the picture and the links of tracked e-mails over HTTP, with a real database
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMailTracking } from '../../api/pages/mail-tracking.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { keepTargets, trackingIdOf } from '../../schema/database/emails/tracking.ts';
import { trackingToken } from '../../schema/database/emails/tracking-token.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

const person = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0';
const target = 'https://shop.example/a?b=1&c=2';
let database: TestDatabase;
let api: ApiServer;
let tenantId: string;
let otherId: string;
let leadId: string;
let key: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Track'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Track'));
  ({ tenantId: otherId } = await seedTenant(database.db, 'Other'));
  api = await startApi(database.db, createMailTracking);
});
beforeEach(async () => {
  key = `welcome:${uuidV7()}`;
  const causedBy = { kind: 'system', id: 'test' } as const;
  const outboundId = uuidV7();
  const row = () => ({ tenantId, createdAt: new Date(), causedBy });
  await database.db.inTenant(tenantId, async (tx) => {
    await keepTargets(tx, { tenantId, key, targets: [target] });
    await tx.insert(Outbound, {
      ...row(),
      id: outboundId,
      key,
      kind: 'email',
      vendor: 'smtp',
      payloadHash: 'h',
      intentHash: 'h',
      state: 'sent',
      lateAnswers: [],
      payload: null,
      answer: null,
    });
    await tx.insert(Email, {
      ...row(),
      id: uuidV7(),
      outboundId,
      leadId,
      template: 'welcome',
      recipientKind: 'lead',
      recipient: 'ada@lead.example',
      subject: 's',
      text: 't',
      html: 'h',
      vendorId: `<${key}@shop.example>`,
      state: 'sent',
    });
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const tokenOf = (link: number, tenant = tenantId, secret = testLinkSecret) =>
  trackingToken({ tenantId: tenant, trackingId: trackingIdOf(tenantId, key), link }, secret);
const get = (token: string, userAgent = person, method = 'GET') =>
  fetch(`${api.url}/t/${token}`, { method, redirect: 'manual', headers: { 'user-agent': userAgent } });
const sql = <Row>(text: string): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, [`<${key}@shop.example>`]) as Promise<Row[]>);
const state = async () =>
  (await sql<{ state: string }>('select state from email where vendor_id = ?'))[0]?.state;
const events = () =>
  sql<{ kind: string; by_machine: boolean }>(
    'select v.kind, v.by_machine from email_event v join email e on e.id = v.email_id where e.vendor_id = ? order by v.at',
  );

describe('a tracked e-mail', () => {
  test('that shows its picture was opened, counted once an hour', async () => {
    const response = await get(tokenOf(0));
    expect(response.headers.get('content-type')).toBe('image/gif');
    expect(response.headers.get('cache-control')).toContain('no-store');
    await get(tokenOf(0));
    expect(await state()).toBe('opened');
    expect(await events()).toEqual([{ kind: 'opened', by_machine: false }]);
  });

  test('whose link is followed was clicked, and the link leads where it led', async () => {
    const response = await get(tokenOf(1));
    expect([response.status, response.headers.get('location')]).toEqual([302, target]);
    expect(await state()).toBe('clicked');
  });

  test('that a filter or a HEAD request looks at was read by nobody', async () => {
    expect((await get(tokenOf(1), 'Proofpoint scanner')).headers.get('location')).toBe(target);
    await get(tokenOf(1), person, 'HEAD');
    expect(await state()).toBe('sent');
    expect(await events()).toEqual([{ kind: 'clicked', by_machine: true }]);
  });
});

describe('a token', () => {
  test.each<[string, () => string]>([
    ['of another secret', () => tokenOf(1, tenantId, 'another secret altogether')],
    ['of another tenant', () => tokenOf(1, otherId)],
    ['of a link that is not there', () => tokenOf(7)],
    ['that was changed', () => `B${tokenOf(1).slice(1)}`],
    ['that is an address', () => encodeURIComponent('https://evil.example')],
  ])('%s leads nowhere and counts nothing', async (_what, token) => {
    const response = await get(token());
    expect([response.status, response.headers.get('location')]).toEqual([404, null]);
    expect(await state()).toBe('sent');
  });
});
