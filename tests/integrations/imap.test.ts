// The real reader against a real IMAP server.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readEmailSettings } from '../../integrations/email/index.ts';
import type { FoundMail, MailboxPlace } from '../../integrations/email/port.ts';
import { createSmtp } from '../../integrations/email/smtp/client.ts';
import { createImapMailbox } from '../../integrations/email/smtp/mailbox.ts';
import { messageIdOf } from '../../integrations/email/smtp/message.ts';
import type { ImapSettings, SmtpSettings } from '../../integrations/email/smtp/settings.ts';
import { type BreakableProxy, breakableProxy } from '../support/breakable-proxy.ts';
import { imapServerBinary } from '../support/imap-server/binary.ts';
import { type ImapServer, startImapServer } from '../support/imap-server/imap-server.ts';
import { mailEnvironment, mailLogin } from '../support/mail-server.ts';
import { failureOf } from './failed-with.ts';

const minutes = 60_000;
beforeAll(() => imapServerBinary().then(() => undefined), 5 * minutes);

let ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

const mailOf = (subject: string, more = '') =>
  `From: Ada <Ada@Lead.example>\nTo: hello@shop.example\nMessage-ID: <${subject}@lead.example>\nSubject: ${subject}\n${more}\nText of ${subject}\n`;

const started = async (): Promise<{ server: ImapServer; proxy: BreakableProxy }> => {
  const server = await startImapServer();
  const proxy = await breakableProxy({ host: '127.0.0.1', port: server.port });
  ending.push(server.close, proxy.close);
  return { server, proxy };
};

const settingsFor = (port: number): ImapSettings => ({
  host: '127.0.0.1',
  port,
  tls: 'none',
  login: mailLogin,
  pollEveryMs: 60_000,
  keepSent: false,
});

/** A reading under way: what was handed over, and where it stands. */
const reading = (port: number, from: MailboxPlace | null, settings: Partial<ImapSettings> = {}) => {
  const mails: FoundMail[] = [];
  const places: MailboxPlace[] = [];
  const stop = new AbortController();
  let take = async (mail: FoundMail): Promise<'stored' | 'ignored'> => {
    mails.push(mail);
    return 'stored';
  };
  const done = createImapMailbox({ ...settingsFor(port), ...settings }).read({
    from,
    stop: stop.signal,
    take: (mail) => take(mail),
    reached: async (place) => void places.push(place),
  });
  done.catch(() => undefined);
  ending.push(async () => stop.abort());
  const subjects = () => mails.map(({ event }) => (event.kind === 'received' ? event.subject : event.kind));
  const until = (count: number) => expect.poll(() => mails.length, { timeout: 10_000 }).toBe(count);
  return {
    done,
    mails,
    places,
    stop,
    subjects,
    until,
    onTake: (own: typeof take) => {
      take = own;
    },
    ready: () => expect.poll(() => places.length, { timeout: 10_000 }).toBeGreaterThan(0),
  };
};

describe('a mailbox read by IMAP', () => {
  it('hands over what comes in from now on, as the server announces it, and marks it as read', async () => {
    const { server } = await started();
    await server.deliver(mailOf('old'));
    const read = reading(server.port, null);
    await read.ready();
    await server.deliver(mailOf('first'));
    await read.until(1);
    await server.deliver(mailOf('second'));
    await read.until(2);
    expect(read.mails[0]).toMatchObject({
      event: {
        kind: 'received',
        from: 'ada@lead.example',
        to: ['hello@shop.example'],
        subject: 'first',
        messageId: '<first@lead.example>',
      },
      body: { text: 'Text of first\n', headers: { subject: 'first' } },
    });
    read.stop.abort();
    await read.done;
    expect(await server.inbox()).toEqual([
      { subject: 'old', seen: false },
      { subject: 'first', seen: true },
      { subject: 'second', seen: true },
    ]);
  });

  it('goes on where it stood, and finds what came meanwhile', async () => {
    const { server } = await started();
    const first = reading(server.port, null);
    await first.ready();
    await server.deliver(mailOf('a'));
    await first.until(1);
    first.stop.abort();
    await first.done;
    await server.deliver(mailOf('b'));
    await server.deliver(mailOf('c'));
    const second = reading(server.port, first.places.at(-1) ?? null);
    await second.until(2);
    expect(second.subjects()).toEqual(['b', 'c']);
  });

  it('looks again by itself at a server that announces nothing', async () => {
    const { server } = await started();
    const read = reading(server.port, null, { pollEveryMs: 50 });
    await read.ready();
    await server.deliver(mailOf('quiet'));
    await read.until(1);
  });

  it('ends with a failure when the connection is lost, and finds afterwards what came meanwhile', async () => {
    const { server, proxy } = await started();
    const read = reading(proxy.port, null);
    await read.ready();
    await server.deliver(mailOf('before'));
    await read.until(1);
    proxy.cut();
    expect(await failureOf(read.done)).toMatchObject({ type: 'Vendor.Unavailable', certainty: 'notSent' });
    expect(await failureOf(reading(proxy.port, null).done)).toMatchObject({ type: 'Vendor.Unavailable' });
    await server.deliver(mailOf('meanwhile'));
    proxy.mend();
    const again = reading(proxy.port, read.places.at(-1) ?? null);
    await again.until(1);
    expect(again.subjects()).toEqual(['meanwhile']);
  });

  it('does not go past a mail that could not be seen to', async () => {
    const { server } = await started();
    const read = reading(server.port, null);
    await read.ready();
    read.onTake(async () => {
      throw new Error('no database');
    });
    await server.deliver(mailOf('kept'));
    await expect(read.done).rejects.toThrow('no database');
    expect(read.places).toHaveLength(1);
    expect(await server.inbox()).toEqual([{ subject: 'kept', seen: false }]);
  });

  it('whose messages were numbered anew hands them over again under the same event ids', async () => {
    const { server } = await started();
    const first = reading(server.port, null);
    await first.ready();
    await server.deliver(mailOf('before'));
    await first.until(1);
    first.stop.abort();
    await first.done;
    await server.recreateInbox();
    await server.deliver(mailOf('before'));
    await server.deliver(mailOf('after'));
    const second = reading(server.port, first.places.at(-1) ?? null);
    await second.until(2);
    expect(second.subjects()).toEqual(['before', 'after']);
    expect(second.mails[0]?.event.eventId).toBe(first.mails[0]?.event.eventId);
    expect(second.mails[1]?.event.eventId).not.toBe(first.mails[0]?.event.eventId);
    expect(second.places.at(-1)?.uidValidity).not.toBe(first.places.at(-1)?.uidValidity);
  });

  it('is read to its text and no further when a mail is huge', async () => {
    const { server } = await started();
    const read = reading(server.port, null);
    await read.ready();
    const boundary = 'Content-Type: multipart/mixed; boundary=b\n';
    const parts = '--b\nContent-Type: text/plain\n\nShort\n--b\nContent-Type: application/pdf\n\n';
    await server.deliver(mailOf('huge', `${boundary}\n${parts}${'x'.repeat(3_000_000)}\n--b--\n`));
    await read.until(1);
    expect(read.mails[0]?.body.text.trim()).toBe('Short');
  });

  it('refuses a wrong password', async () => {
    const { server } = await started();
    const wrong = { login: { user: mailLogin.user, password: 'no' } };
    expect(await failureOf(reading(server.port, null, wrong).done)).toMatchObject({
      type: 'Vendor.AuthRefused',
    });
  });
});

describe('a mail whose sending was left without an answer', () => {
  const payload = {
    from: 'Shop <hello@shop.example>',
    to: ['ada@lead.example'],
    replyTo: null,
    subject: 'S',
    html: 'H',
    text: 'T',
    headers: {},
    tags: {},
    attachments: [],
  };

  it('is found in the Sent folder by its key, and not being there tells nothing', async () => {
    const { server } = await started();
    const imap = { IMAP_URL: `imap://127.0.0.1:${server.port}` };
    const sender = createSmtp(readEmailSettings(mailEnvironment(1, imap)) as SmtpSettings);
    expect(await sender.findSent(payload, 'key')).toBeNull();
    const messageId = messageIdOf(payload, 'key');
    await server.deliver(`From: hello@shop.example\nMessage-ID: ${messageId}\nSubject: S\n\nT\n`, 'Sent');
    expect(await sender.findSent(payload, 'key')).toEqual({ emailId: messageId });
    expect(await sender.findSent(payload, 'another')).toBeNull();
  });
});
