// e-mails that no person wrote, and answers that are found by their thread: over HTTP, with PostgreSQL
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { LeadIdentity } from '../../schema/database/leads/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { inboundEvent, type ResendWorld, resendWorld, statusEvent } from './resend-world.ts';

const reply = 'reply@auto.example';
let database: TestDatabase;
let world: ResendWorld;
let tenantId: string;
let lead: SeededLead;
let address: string;
let n = 0;

beforeAll(async () => {
  database = await testDatabase({ poolMax: 15 });
  ({ tenantId } = await seedTenant(database.db, 'Auto'));
  world = await resendWorld(database.db);
});
beforeEach(async () => {
  n += 1;
  lead = await seedLead(database.db, tenantId, 'Auto', n);
  address = `lead${n}@auto.example`;
  const identity = { id: uuidV7(), tenantId, createdAt: new Date(), leadId: lead.leadId, verified: true };
  await database.db.inTenant(tenantId, (tx) =>
    tx.insert(LeadIdentity, { ...identity, kind: 'email', value: address }),
  );
});
afterAll(async () => {
  await world.api.close();
  await database.drop();
});

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);
const facts = () => sql('select kind from lead_fact where lead_id = ?', [lead.leadId]);
const stored = () =>
  sql('select * from message where lead_id = ? and vendor_id is not null order by at', [lead.leadId]);
const leads = async () => (await sql('select from lead')).length;

const arrives = (mail: { from?: string; to?: string; text?: string; headers?: Record<string, string> }) => {
  world.bodies.set(`in-${n}`, { text: mail.text ?? 'Hello', headers: mail.headers ?? {} });
  return world.hook(inboundEvent(`in-${n}`, mail.from ?? address, [mail.to ?? reply]));
};

/** An e-mail of ours to this lead, of which the vendor has told the `Message-ID`. */
const sent = async (): Promise<string> => {
  const emailId = `email-${n}`;
  const row = { tenantId, createdAt: new Date(), leadId: lead.leadId, subject: 's', text: 't', html: 'h' };
  const ids = { id: uuidV7(), outboundId: uuidV7(), vendorId: emailId };
  const to = { template: 'followUp', recipientKind: 'lead', recipient: address, state: 'sent' } as const;
  await database.db.inTenant(tenantId, (tx) =>
    tx.insert(Email, { ...row, ...ids, ...to, causedBy: { kind: 'system', id: 'test' } }),
  );
  const event = statusEvent('delivered', emailId, 'hello@auto.example');
  const data = { ...event.data, message_id: `<sent-${n}@us.example>` };
  expect((await world.hook({ ...event, data })).status).toBe(200);
  return `<sent-${n}@us.example>`;
};

describe('what no person wrote', () => {
  test.each([
    ['an out-of-office note', { 'auto-submitted': 'auto-replied' }, 'autoReply'],
    ['a list', { precedence: 'list' }, 'bulk'],
    ['a failure', { 'return-path': '<>' }, 'bounce'],
  ])('%s of a lead is kept, and no journey hears of it', async (_, headers, automatic) => {
    expect((await arrives({ headers, text: 'stop' })).status).toBe(200);
    expect(await stored()).toMatchObject([{ automatic, direction: 'inbound', text: 'stop' }]);
    expect(await facts()).toEqual([]);
    expect(world.api.pumped.filter(({ leadId }) => leadId === lead.leadId)).toEqual([]);
    expect(await sql(`select from suppression where reason = 'optedOut'`)).toEqual([]);
    const told = await sql(
      `select kind from timeline_event where lead_id = ? and kind = 'automaticMessage'`,
      [lead.leadId],
    );
    expect(told).toHaveLength(1);
  });

  test.each([
    ['our own address', 'Auto <hello@auto.example>', {}],
    ['a member of staff', 'agent@auto.example', {}],
    ['a stranger who is away', 'away@elsewhere.example', { 'auto-submitted': 'auto-replied' }],
    ['a mail server', 'MAILER-DAEMON@mx.example', {}],
  ])('from %s makes no lead and is acknowledged', async (_, from, headers) => {
    const before = await leads();
    expect(await arrives({ from, headers })).toEqual({ status: 200, body: { outcome: 'recorded' } });
    expect(await leads()).toBe(before);
    expect(
      await sql(`select from inbound_event where kind = 'email.automatic' and lead_id is null`),
    ).not.toEqual([]);
  });

  test('a failure for good of an e-mail that we sent ends writing to that address', async () => {
    const id = await sent();
    const text = `Final-Recipient: rfc822; ${address}\nStatus: 5.1.1\n\nMessage-ID: ${id}`;
    await arrives({ from: 'mailer-daemon@mx.example', text });
    expect(await sql(`select reason from suppression where reason = 'bounced'`)).toHaveLength(1);
    expect(await stored()).toMatchObject([{ automatic: 'bounce' }]);
  });

  test('a failure that names no e-mail of ours blocks nobody, whatever it claims', async () => {
    const before = await sql('select from suppression');
    const text = `Final-Recipient: rfc822; ${address}\nStatus: 5.1.1\n\nMessage-ID: <made-up@us.example>`;
    await arrives({ from: address, text, headers: { 'return-path': '<>' } });
    expect(await sql('select from suppression')).toHaveLength(before.length);
  });
});

describe('an answer from an address that nobody knows', () => {
  test('to an e-mail of ours belongs to the lead it went to', async () => {
    const before = await leads();
    const id = await sent();
    await arrives({ from: `work${n}@office.example`, headers: { 'in-reply-to': id } });
    expect(await leads()).toBe(before);
    expect(await stored()).toMatchObject([
      { from_address: `work${n}@office.example`, answers: [id], email_id: expect.any(String) },
    ]);
    expect(await facts()).toEqual([{ kind: 'messageReceived' }]);
  });

  test('to the address made for a lead belongs to that lead', async () => {
    const before = await leads();
    const to = replyAddressOf(reply, lead.leadId, testLinkSecret);
    await arrives({ from: `work${n}@office.example`, to });
    expect(await leads()).toBe(before);
    expect(await facts()).toEqual([{ kind: 'messageReceived' }]);
  });

  test('to such an address that somebody made up is from a stranger, as every other', async () => {
    const before = await leads();
    const to = replyAddressOf(reply, lead.leadId, 'another secret');
    await arrives({ from: `work${n}@office.example`, to });
    expect(await leads()).toBe(before + 1);
    expect(await facts()).toEqual([]);
  });
});

test('a message is kept whole, with what the lead added, and with its attachments by name, type and size', async () => {
  const text = 'Tuesday is fine.\n\nOn Mon, 23 Nov 2026 at 10:00, Auto <hello@auto.example> wrote:\n> When?';
  const attachments = [{ name: 'cv.pdf', contentType: 'application/pdf', size: 1_200 }];
  world.bodies.set(`in-${n}`, { text, attachments });
  await world.hook(inboundEvent(`in-${n}`, address, [reply]));
  expect(await stored()).toMatchObject([{ text, own_text: 'Tuesday is fine.', attachments }]);
});

test('a message that is HTML alone is read all the same', async () => {
  world.bodies.set(`in-${n}`, { text: '', html: '<p>Tuesday is <b>fine</b>.</p>' });
  await world.hook(inboundEvent(`in-${n}`, address, [reply]));
  expect(await stored()).toMatchObject([{ text: 'Tuesday is fine.' }]);
});
