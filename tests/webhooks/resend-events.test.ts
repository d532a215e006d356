// What Resend tells of an e-mail, over HTTP and against PostgreSQL: who is not written to again, and who hears of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { inboundEvent, type ResendWorld, resendWorld, statusEvent } from './resend-world.ts';

const ours = 'hello@told.example';
let database: TestDatabase;
let world: ResendWorld;
let tenantId: string;
let leadId: string;
let n = 0;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Told'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Told'));
  world = await resendWorld(database.db);
});
beforeEach(() => {
  n += 1;
});
afterAll(async () => {
  await world.api.close();
  await database.drop();
});

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);
const address = () => `lead-${n}@somewhere.example`;

const sent = async (template: string): Promise<{ vendorId: string; emailId: string }> => {
  const [vendorId, outboundId, emailId] = [`email-${n}`, uuidV7(), uuidV7()];
  const row = { tenantId, createdAt: new Date(), leadId, causedBy: { kind: 'system', id: 'test' } as const };
  await database.db.inTenant(tenantId, async (tx) => {
    await tx.insert(Outbound, {
      ...row,
      ...{ id: outboundId, vendorId, key: `welcome:${n}`, kind: 'email', vendor: 'resend', state: 'sent' },
      ...{ payload: {}, answer: null, payloadHash: 'h', intentHash: 'h', lateAnswers: [] },
    } as never);
    const texts = { recipient: address(), subject: 's', text: 't', html: 'h' };
    const email = { template, recipientKind: 'lead', state: 'sent', ...texts } as const;
    await tx.insert(Email, { ...row, id: emailId, outboundId, vendorId, ...email });
  });
  return { vendorId, emailId };
};

const told = (type: string, vendorId: string, more: object = {}, id?: string) => {
  const event = statusEvent(type, vendorId, ours);
  return world.hook({ ...event, data: { ...event.data, ...more } }, id ? { id } : {});
};
const bounce = (type: 'Permanent' | 'Transient', subType: string, ...diagnosticCode: string[]) => ({
  bounce: { type, subType, message: 'words', diagnosticCode },
});

const blocked = () =>
  sql<{ scope: string; reason: string }>(
    'select scope, reason from suppression where value_hash = ? and lifted_at is null order by reason',
    [keyedHash(testLinkSecret, address())],
  );
const stateOf = async (vendorId: string) =>
  (await sql<{ state: string }>('select state from email where vendor_id = ?', [vendorId]))[0]?.state;
const notes = (emailId: string) =>
  sql<{ kind: string; recipient: string }>(
    'select kind, recipient from staff_note where about_id = ? order by recipient',
    [emailId],
  );
/** the one who wants to be told, and the one who looks after the lead */
const bothTold = ['admin', 'agent'].map((recipient) => ({ kind: 'mailBounced', recipient }));
const events = (emailId: string) =>
  sql<{ kind: string; details: object | null; by_machine: boolean }>(
    'select kind, details, by_machine from email_event where email_id = ? order by created_at',
    [emailId],
  );

describe('a bounce', () => {
  test('for good blocks the address, and staff hear of a mail that mattered, once', async () => {
    const { vendorId, emailId } = await sent('reminderLead');
    for (const id of ['one', 'one', 'two'])
      await told(
        'bounced',
        vendorId,
        bounce('Permanent', 'NoEmail', 'smtp; 550 5.1.1 no such user'),
        `${n}-${id}`,
      );
    expect(await blocked()).toEqual([{ scope: 'all', reason: 'bounced' }]);
    expect(await notes(emailId)).toEqual(bothTold);
    expect((await events(emailId))[0]?.details).toEqual({
      permanent: true,
      bounceType: 'NoEmail',
      smtpCode: '550',
      statusCode: '5.1.1',
    });
    expect(await stateOf(vendorId)).toBe('bounced');
  });

  test('of a mail that did not matter blocks the address and tells nobody', async () => {
    const { vendorId, emailId } = await sent('followUp');
    await told('bounced', vendorId, bounce('Permanent', 'General'));
    expect(await blocked()).toEqual([{ scope: 'all', reason: 'bounced' }]);
    expect(await notes(emailId)).toEqual([]);
  });

  test('that may pass blocks nothing, and staff hear of it all the same', async () => {
    const { vendorId, emailId } = await sent('appointmentConfirmed');
    await told('bounced', vendorId, bounce('Transient', 'MailboxFull', 'smtp; 452 4.2.2 full'));
    expect(await blocked()).toEqual([]);
    expect(await notes(emailId)).toEqual(bothTold);
    expect((await events(emailId))[0]?.details).toMatchObject({ permanent: false, statusCode: '4.2.2' });
  });

  test('that the vendor foresaw counts as one', async () => {
    const { vendorId } = await sent('followUp');
    await told('suppressed', vendorId);
    expect(await blocked()).toEqual([{ scope: 'all', reason: 'bounced' }]);
    expect(await stateOf(vendorId)).toBe('suppressed');
  });
});

test('a complaint blocks the address, whatever was heard before it', async () => {
  const { vendorId } = await sent('followUp');
  for (const type of ['delivered', 'opened', 'complained', 'delivered', 'clicked'])
    await told(type, vendorId);
  expect(await blocked()).toEqual([{ scope: 'all', reason: 'complained' }]);
  expect(await stateOf(vendorId)).toBe('complained');
});

describe('an open or a click', () => {
  const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';

  test('of a person counts, with the link', async () => {
    const { vendorId, emailId } = await sent('welcome');
    const link = 'https://heavenly-drops.example';
    await told('clicked', vendorId, { click: { userAgent: iPhone, link, ipAddress: '192.0.2.1' } });
    expect(await stateOf(vendorId)).toBe('clicked');
    expect(await events(emailId)).toEqual([{ kind: 'clicked', details: { link }, by_machine: false }]);
  });

  test.each(['Mozilla/5.0', 'Barracuda Sentinel', 'python-requests/2.31', ''])(
    'of a machine (“%s”) is kept and says nothing of a reader',
    async (userAgent) => {
      const { vendorId, emailId } = await sent('welcome');
      await told('opened', vendorId, { open: { userAgent } });
      expect(await stateOf(vendorId)).toBe('sent');
      expect(await events(emailId)).toEqual([{ kind: 'opened', details: null, by_machine: true }]);
    },
  );

  test('is no fact for the journey', async () => {
    const { vendorId } = await sent('welcome');
    const facts = () => sql('select id from lead_fact where lead_id = ?', [leadId]);
    const before = await facts();
    for (const type of ['opened', 'clicked']) await told(type, vendorId, { open: { userAgent: iPhone } });
    expect(await facts()).toEqual(before);
  });
});

describe('a mail that asks for no more mails', () => {
  const arrives = async (from: string, text: string, id = `msg_out_${n}`, to = ours) => {
    world.bodies.set(`out-${n}`, text);
    const event = inboundEvent(`out-${n}`, from, [to]);
    event.data.subject = 'unsubscribe';
    return world.hook(event, { id });
  };

  test('of a lead stops what nobody asked for, is a fact, and is no message to be answered', async () => {
    const { leadId: asking } = await seedLead(database.db, tenantId, 'Told', 100 + n);
    const email = `asking-${n}@somewhere.example`;
    await sql('update lead set email = ? where id = ?', [email, asking]);
    await sql(
      `insert into lead_identity (id, tenant_id, lead_id, kind, value, verified) values (gen_random_uuid(), ?, ?, 'email', ?, true)`,
      [tenantId, asking, email],
    );
    for (let i = 0; i < 2; i++) expect((await arrives(`Ada <${email}>`, '')).status).toBe(200);
    const rows = await sql(
      `select scope, reason from suppression where lead_id = ? and reason = 'unsubscribed'`,
      [asking],
    );
    expect(rows).toEqual([{ scope: 'marketing', reason: 'unsubscribed' }]);
    expect(await sql('select kind from lead_fact where lead_id = ?', [asking])).toEqual([
      { kind: 'leadChanged' },
    ]);
    expect(await sql(`select from message where vendor_id = ?`, [`out-${n}`])).toEqual([]);
    expect(world.api.pumped.at(-1)).toEqual({ tenantId, leadId: asking });
  });

  test('from another address than it was written to stops it for both', async () => {
    const { leadId: written } = await seedLead(database.db, tenantId, 'Told', 300 + n);
    const email = `written-${n}@somewhere.example`;
    await sql('update lead set email = ? where id = ?', [email, written]);
    const to = replyAddressOf(ours, written, testLinkSecret);
    for (let i = 0; i < 2; i++) await arrives(address(), '', undefined, to);
    const hashes = [email, address()].map((one) => keyedHash(testLinkSecret, one));
    const rows = await sql<{ value_hash: string }>(
      `select value_hash from suppression where lead_id = ? and scope = 'marketing'`,
      [written],
    );
    expect(rows.map(({ value_hash }) => value_hash).toSorted()).toEqual(hashes.toSorted());
    expect(await sql('select kind from lead_fact where lead_id = ?', [written])).toEqual([
      { kind: 'leadChanged' },
    ]);
    expect(world.api.pumped.at(-1)).toEqual({ tenantId, leadId: written });
  });

  test('of somebody unknown blocks the address and makes no lead', async () => {
    await arrives(address(), '\n-- \nSent from my phone');
    expect(await blocked()).toEqual([{ scope: 'marketing', reason: 'unsubscribed' }]);
    expect(await sql('select from lead where email = ?', [address()])).toEqual([]);
  });

  test('with words of their own is a message like any other', async () => {
    await arrives(address(), 'What do I unsubscribe from?');
    expect(await blocked()).toEqual([]);
    expect(await sql('select from lead where email = ?', [address()])).toHaveLength(1);
  });
});
