// e-mails to us through a mailbox: a real IMAP server, the real reader and PostgreSQL
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../api/context.ts';
import { readMailbox } from '../../api/mailbox/read-mailbox.ts';
import { createEmailSender, createMailbox, readEmailSettings } from '../../integrations/email/index.ts';
import type { Mailbox } from '../../integrations/email/port.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testApiContext } from '../support/api-context.ts';
import { type BreakableProxy, breakableProxy } from '../support/breakable-proxy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { imapServerBinary } from '../support/imap-server/binary.ts';
import { type ImapServer, startImapServer } from '../support/imap-server/imap-server.ts';
import { mailEnvironment } from '../support/mail-server.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

const pace = { leaseMs: 2_000, againMs: 50 };
let database: TestDatabase;
let tenantId: string;
let leadId: string;
let server: ImapServer;
let proxy: BreakableProxy;
let readers: { stop: AbortController; done: Promise<void> }[] = [];
let pumped: LeadRef[] = [];
let n = 0;

beforeAll(async () => {
  await imapServerBinary();
  database = await testDatabase({ poolMax: 15 });
  ({ tenantId } = await seedTenant(database.db, 'Box'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Box'));
}, 300_000);
beforeEach(async () => {
  n += 1;
  pumped = [];
  server = await startImapServer();
  proxy = await breakableProxy({ host: '127.0.0.1', port: server.port });
});
afterEach(async () => {
  for (const { stop } of readers) stop.abort();
  for (const { done } of readers) await done;
  readers = [];
  await proxy.close();
  await server.close();
});
afterAll(() => database.drop());

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);

const settings = () =>
  readEmailSettings(
    mailEnvironment(1, { IMAP_URL: `imap://127.0.0.1:${proxy.port}`, IMAP_POLL_SECONDS: '1' }),
  );

/** A process that reads the mailbox; each test's server is a mailbox of its own. */
const reader = (change = (mailbox: Mailbox) => mailbox): { stop: AbortController; done: Promise<void> } => {
  const context = {
    ...testApiContext(database.db),
    email: createEmailSender(settings()),
    pump: (lead: LeadRef) => void pumped.push(lead),
  } as unknown as ApiContext;
  const mailbox = { ...(createMailbox(settings()) as Mailbox), account: `box${n}` };
  const stop = new AbortController();
  const started = { stop, done: readMailbox(context, change(mailbox), stop.signal, pace) };
  readers.push(started);
  return started;
};

const place = async (): Promise<{ uid: string } | undefined> => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query(
    'select uid from routing.mailbox where account = $1 and uid is not null',
    [`box${n}`],
  );
  await client.end();
  return rows[0];
};
const ready = () => expect.poll(place, { timeout: 10_000 }).toBeDefined();

const from = () => `ada${n}@lead.example`;
const mail = (subject: string, text = 'May I come by?', to = 'hello@box.example') =>
  `From: Ada <${from()}>\nTo: ${to}\nMessage-ID: <${subject}-${n}@lead.example>\nSubject: ${subject}\n\n${text}\n`;
const texts = async () =>
  (
    await sql<{ subject: string }>(
      'select m.subject from message m join lead l on l.id = m.lead_id where l.email = ? order by m.at, m.id',
      [from()],
    )
  ).map(({ subject }) => subject);
const untilTexts = (expected: string[]) => expect.poll(texts, { timeout: 10_000 }).toEqual(expected);

describe('an e-mail in the mailbox', () => {
  test('becomes a message of its lead, whose journey hears of it, and is marked as read', async () => {
    reader();
    await ready();
    await server.deliver(mail('hello'));
    await untilTexts(['hello']);
    const [lead] = await sql<{ id: string }>('select id from lead where email = ?', [from()]);
    await expect.poll(() => pumped).toEqual([{ tenantId, leadId: lead?.id }]);
    await expect.poll(server.inbox, { timeout: 5_000 }).toEqual([{ subject: 'hello', seen: true }]);
  });

  test('is one message, however often it was delivered, and however often it is read', async () => {
    const first = reader();
    await ready();
    await server.deliver(mail('once'));
    await server.deliver(`Delivered-To: reply@box.example\n${mail('once')}`);
    await server.deliver(mail('another'));
    await untilTexts(['once', 'another']);
    first.stop.abort();
    await first.done;
    // as after a crash between storing and noting how far the mailbox was read, and after a server made it anew
    reader((mailbox) => ({
      ...mailbox,
      read: ({ from, ...reading }) => mailbox.read({ ...reading, from: from && { ...from, uid: 0 } }),
    }));
    await server.deliver(mail('last'));
    await untilTexts(['once', 'another', 'last']);
  });

  test('is found once after the server numbered its messages anew', async () => {
    const first = reader();
    await ready();
    await server.deliver(mail('old'));
    await untilTexts(['old']);
    first.stop.abort();
    await first.done;
    await server.recreateInbox();
    await server.deliver(mail('old'));
    await server.deliver(mail('new'));
    reader();
    await untilTexts(['old', 'new']);
  });

  test('is read by one process at a time, and by the next when the first has gone', async () => {
    const first = reader();
    await ready();
    let reads = 0;
    reader((mailbox) => ({
      ...mailbox,
      read: (reading) => {
        reads += 1;
        return mailbox.read(reading);
      },
    }));
    await server.deliver(mail('a'));
    await untilTexts(['a']);
    expect(reads).toBe(0);
    first.stop.abort();
    await first.done;
    await server.deliver(mail('b'));
    await untilTexts(['a', 'b']);
    expect(reads).toBeGreaterThan(0);
  });

  test('that came while the server could not be reached is read afterwards', async () => {
    reader();
    await ready();
    proxy.cut();
    await server.deliver(mail('meanwhile'));
    proxy.mend();
    await untilTexts(['meanwhile']);
  });

  test('for nobody of ours, or from a business to itself, is left as it is', async () => {
    reader();
    await ready();
    await server.deliver(mail('stranger', 'Hi', 'nobody@elsewhere.example'));
    await server.deliver(mail('self').replaceAll(from(), 'reply@box.example'));
    await server.deliver(mail('known'));
    await untilTexts(['known']);
    expect(await sql(`select from lead where email = 'reply@box.example'`)).toEqual([]);
    expect((await server.inbox()).slice(0, 2).map(({ seen }) => seen)).toEqual([false, false]);
  });
});

describe('a report about an e-mail of ours', () => {
  const sent = async (): Promise<string> => {
    const vendorId = `<${uuidV7()}@box.example>`;
    await database.db.inTenant(tenantId, (tx) =>
      tx.insert(Email, {
        id: uuidV7(),
        tenantId,
        createdAt: new Date(),
        leadId,
        outboundId: uuidV7(),
        template: 'welcome',
        recipientKind: 'lead',
        recipient: from(),
        subject: 's',
        text: 't',
        html: 'h',
        vendorId,
        state: 'sent',
        causedBy: { kind: 'system', id: 'test' },
      }),
    );
    return vendorId;
  };
  const report = (type: string, fields: string, messageId: string) =>
    [
      'From: MAILER-DAEMON@mail.example',
      'To: hello@box.example',
      'Subject: Report',
      `Message-ID: <report-${uuidV7()}@mail.example>`,
      `Content-Type: multipart/report; report-type=${type}; boundary="b"`,
      '',
      '--b\nContent-Type: text/plain\n\nSorry.\n',
      `--b\nContent-Type: message/${type}\n\n${fields}\n`,
      `--b\nContent-Type: text/rfc822-headers\n\nFrom: Box <hello@box.example>\nMessage-ID: ${messageId}\n`,
      '--b--\n',
    ].join('\n');
  const delivery = (action: string, status: string, messageId: string) =>
    report(
      'delivery-status',
      `Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; ${from()}\nAction: ${action}\nStatus: ${status}\n`,
      messageId,
    );
  const stateOf = (vendorId: string) => async () =>
    (await sql<{ state: string }>('select state from email where vendor_id = ?', [vendorId]))[0]?.state;
  const blocked = () =>
    sql<{ reason: string }>('select reason from suppression order by created_at desc').then(
      (rows) => rows.length,
    );
  const until = (vendorId: string, state: string) =>
    expect.poll(stateOf(vendorId), { timeout: 10_000 }).toBe(state);

  test('says that the address does not exist: the e-mail bounced, and nothing is sent there again', async () => {
    reader();
    await ready();
    const [id, before] = [await sent(), await blocked()];
    await server.deliver(delivery('failed', '5.1.1', id));
    await until(id, 'bounced');
    expect(await blocked()).toBe(before + 1);
    expect(await sql('select from lead where email like ?', ['%mailer-daemon%'])).toEqual([]);
  });

  test('says that the mailbox is full, or that it takes longer: nobody is blocked', async () => {
    reader();
    await ready();
    const [full, slow, before] = [await sent(), await sent(), await blocked()];
    await server.deliver(delivery('delayed', '4.4.7', slow));
    await server.deliver(delivery('failed', '5.2.2', full));
    await until(full, 'bounced');
    await until(slow, 'delayed');
    expect(await blocked()).toBe(before);
  });

  test('is a complaint: it ends further e-mail', async () => {
    reader();
    await ready();
    const [id, before] = [await sent(), await blocked()];
    await server.deliver(report('feedback-report', 'Feedback-Type: abuse\nVersion: 1\n', id));
    await until(id, 'complained');
    expect(await blocked()).toBe(before + 1);
  });

  test('that is faster than our own row waits for it', async () => {
    reader();
    await ready();
    const id = await sent();
    await sql('update email set vendor_id = null where vendor_id = ?', [id]);
    await server.deliver(delivery('failed', '5.2.2', id));
    await server.deliver(mail('behind'));
    await expect.poll(server.inbox).toHaveLength(2);
    await sql('update email set vendor_id = ? where vendor_id is null', [id]);
    await until(id, 'bounced');
    await untilTexts(['behind']);
  });
});
