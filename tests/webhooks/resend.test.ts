// Resend's webhook over HTTP, with real signatures and PostgreSQL
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Email } from '../../schema/database/emails/entities.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { type ResendWorld, resendWorld, statusEvent } from './resend-world.ts';

const ours = 'hello@hook.example';
let database: TestDatabase;
let world: ResendWorld;
let tenantId: string;
let leadId: string;
let n = 0;

beforeAll(async () => {
  database = await testDatabase({ poolMax: 15 });
  ({ tenantId } = await seedTenant(database.db, 'Hook'));
  await seedTenant(database.db, 'Other');
  ({ leadId } = await seedLead(database.db, tenantId, 'Hook'));
  world = await resendWorld(database.db);
});
beforeEach(() => {
  n += 1;
});
afterAll(async () => {
  await world.api.close();
  await database.drop();
});

const sql = <Row>(text: string, values: unknown[] = [], tenant = tenantId): Promise<Row[]> =>
  database.db.inTenant(tenant, (tx) => tx.execute(text, values) as Promise<Row[]>);

/** An e-mail of ours that the vendor took. */
const sentEmail = async (): Promise<string> => {
  const [vendorId, outboundId] = [`email-${n}`, uuidV7()];
  const row = { tenantId, createdAt: new Date(), leadId, causedBy: { kind: 'system', id: 'test' } as const };
  const texts = { recipient: 'lead@example.com', subject: 's', text: 't', html: 'h' };
  await database.db.inTenant(tenantId, async (tx) => {
    const hashes = { answer: null, payloadHash: 'h', intentHash: 'h', lateAnswers: [] };
    const action = {
      key: `welcome:${n}`,
      kind: 'email',
      vendor: 'resend',
      state: 'sent',
      payload: {},
    } as const;
    await tx.insert(Outbound, { ...row, id: outboundId, vendorId, ...action, ...hashes });
    const email = { template: 'welcome', recipientKind: 'lead', state: 'sent', ...texts } as const;
    await tx.insert(Email, { ...row, id: uuidV7(), outboundId, vendorId, ...email });
  });
  return vendorId;
};
const stateOf = async (vendorId: string): Promise<[string, string]> => {
  const [row] = await sql<{ email: string; outbound: string }>(
    `select e.state as email, o.state as outbound from email e join outbound o on o.id = e.outbound_id
     where e.vendor_id = ?`,
    [vendorId],
  );
  return [row?.email ?? '', row?.outbound ?? ''];
};
const eventsOf = (vendorId: string) =>
  sql(`select v.* from email_event v join email e on e.id = v.email_id where e.vendor_id = ?`, [vendorId]);

describe('the signature', () => {
  test('right: taken', async () => {
    const id = await sentEmail();
    expect(await world.hook(statusEvent('delivered', id, ours))).toEqual({
      status: 200,
      body: { outcome: 'recorded' },
    });
    expect(await stateOf(id)).toEqual(['delivered', 'delivered']);
  });

  test.each([
    ['of another secret', { secret: 'whsec_b3RoZXIgc2VjcmV0IG90aGVyIHNlY3JldA==' }],
    ['of another event id', { headers: { 'svix-id': 'msg_other' } }],
    ['of another time', { headers: { 'svix-timestamp': '1700000000' } }],
    ['missing', { headers: { 'svix-signature': '' } }],
    ['empty of meaning', { headers: { 'svix-signature': 'v1,' } }],
    ['of no known version', { headers: { 'svix-signature': 'v0,AAAA' } }],
    ['ten minutes old', { at: Math.floor(Date.now() / 1000) - 600 }],
    ['from the future', { at: Math.floor(Date.now() / 1000) + 600 }],
  ])('%s: 401, and nothing is stored', async (_, hook) => {
    const id = await sentEmail();
    const answer = await world.hook(statusEvent('bounced', id, ours), hook);
    expect(answer).toEqual({ status: 401, body: { error: 'signature' } });
    expect(await stateOf(id)).toEqual(['sent', 'sent']);
    expect(await eventsOf(id)).toEqual([]);
  });

  test('of another body: 401', async () => {
    const body = JSON.stringify(statusEvent('delivered', await sentEmail(), ours));
    const at = Math.floor(Date.now() / 1000);
    const right = await world.hook(body, { id: 'msg_swap', at });
    expect(right.status).toBe(200);
    // the signature of the empty object, put beside another body
    const swapped = await fetch(`${world.api.url}/api/webhooks/resend`, {
      method: 'POST',
      body: body.replace('delivered', 'bounced'),
      headers: { 'svix-id': 'msg_swap', 'svix-timestamp': String(at), 'svix-signature': 'v1,AAAA' },
    });
    expect(swapped.status).toBe(401);
  });

  test('replayed within its time: acknowledged, changes nothing', async () => {
    const id = await sentEmail();
    const hook = { id: `msg_replay_${n}`, at: Math.floor(Date.now() / 1000) };
    for (let i = 0; i < 3; i++)
      expect((await world.hook(statusEvent('opened', id, ours), hook)).status).toBe(200);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  test('right, around what is no event: 400; no body at all: never 200', async () => {
    expect((await world.hook('{"type": 1}')).status).toBe(400);
    const bare = await fetch(`${world.api.url}/api/webhooks/resend`, { method: 'POST' });
    expect(bare.status).toBe(401);
  });

  test('of a body that is too large: 413', async () => {
    expect((await world.hook('x'.repeat(300_000))).status).toBe(413);
  });
});

describe('an event about an e-mail of ours', () => {
  test('that is faster than our own row: 503 and nothing stored; sent again it is taken', async () => {
    const event = statusEvent('delivered', `email-${n}`, ours);
    const hook = { id: `msg_early_${n}` };
    expect((await world.hook(event, hook)).status).toBe(503);
    const id = await sentEmail();
    expect((await world.hook(event, hook)).status).toBe(200);
    expect(await stateOf(id)).toEqual(['delivered', 'delivered']);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  test.each([
    [
      ['delivered', 'opened', 'clicked'],
      ['clicked', 'read'],
    ],
    [
      ['clicked', 'opened', 'delivered', 'sent'],
      ['clicked', 'read'],
    ],
    [
      ['opened', 'delivery_delayed', 'delivered'],
      ['opened', 'read'],
    ],
    [
      ['delivered', 'bounced', 'delivered'],
      ['bounced', 'failed'],
    ],
    [
      ['complained', 'bounced', 'opened'],
      ['complained', 'sent'],
    ],
  ])('%j end as %j: no state goes back', async (types, end) => {
    const id = await sentEmail();
    for (const type of types) expect((await world.hook(statusEvent(type, id, ours))).status).toBe(200);
    expect(await stateOf(id)).toEqual(end);
    expect(await eventsOf(id)).toHaveLength(types.length);
  });

  test('all at once in any order end at the furthest state', async () => {
    for (let i = 0; i < 8; i++) {
      n += 1_000;
      const id = await sentEmail();
      const types = ['sent', 'clicked', 'delivered', 'opened', 'delivery_delayed'];
      await Promise.all(types.map((type) => world.hook(statusEvent(type, id, ours))));
      expect(await stateOf(id)).toEqual(['clicked', 'read']);
    }
  });

  test('a bounce is told to the lead’s timeline, once', async () => {
    const id = await sentEmail();
    const before = (await sql(`select from timeline_event where kind = 'emailBounced'`)).length;
    const hook = { id: `msg_bounce_${n}` };
    await world.hook(statusEvent('bounced', id, ours), hook);
    await world.hook(statusEvent('bounced', id, ours), hook);
    expect(await sql(`select from timeline_event where kind = 'emailBounced'`)).toHaveLength(before + 1);
  });

  test.each([
    ['complained', undefined, 'complained'],
    ['bounced', 'Permanent', 'bounced'],
    ['bounced', 'Transient', undefined],
  ])('%s (%s): the lead is written to no more: %s', async (type, bounce, reason) => {
    const id = await sentEmail();
    const recipient = `${id}@lead.example`;
    await sql('update email set recipient = ? where vendor_id = ?', [recipient, id]);
    const event = statusEvent(type, id, ours);
    await world.hook({ ...event, data: { ...event.data, ...(bounce && { bounce: { type: bounce } }) } });
    const blocked = await sql('select reason from suppression where value_hash = ?', [
      keyedHash(testLinkSecret, recipient),
    ]);
    expect(blocked).toEqual(reason ? [{ reason }] : []);
  });

  test('of nobody’s address, and of a kind we do not know, is acknowledged', async () => {
    const stranger = await world.hook(statusEvent('delivered', 'x', 'who@nowhere.example'));
    expect(stranger).toEqual({ status: 200, body: { outcome: 'ignored' } });
    const unknown = await world.hook({
      type: 'domain.created',
      created_at: '2026-01-01T00:00:00Z',
      data: {},
    });
    expect(unknown).toEqual({ status: 200, body: { outcome: 'ignored' } });
  });

  test('of one tenant cannot be changed in another’s name', async () => {
    const id = await sentEmail();
    expect((await world.hook(statusEvent('bounced', id, 'hello@other.example'))).status).toBe(503);
    expect(await stateOf(id)).toEqual(['sent', 'sent']);
  });
});
