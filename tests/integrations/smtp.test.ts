// The real client against a real SMTP server.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEmailSender, readEmailSettings } from '../../integrations/email/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { classifySmtpError, type Phase } from '../../integrations/email/smtp/errors.ts';
import type { SmtpSettings } from '../../integrations/email/smtp/settings.ts';
import { breakableProxy } from '../support/breakable-proxy.ts';
import { type MailServer, mailEnvironment, startMailServer } from '../support/mail-server.ts';
import { failureOf, verdictOf } from './failed-with.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());
afterEach(() => {
  server.mails.length = 0;
});

const payload: EmailPayload = {
  from: 'Shop <hello@shop.example>',
  to: ['ada@lead.example'],
  replyTo: 'reply@shop.example',
  subject: 'Grüße',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: { 'List-Unsubscribe': '<https://shop.example/u/1>' },
  tags: { tenant: 'shop' },
  attachments: [{ filename: 'a.ics', contentType: 'text/calendar', contentBase64: 'QQ==' }],
};

const sender = (changes: Partial<SmtpSettings> = {}, port = server.port) =>
  createEmailSender({ ...(readEmailSettings(mailEnvironment(port)) as SmtpSettings), ...changes });

describe('a mail by SMTP', () => {
  it('goes out with its headers, parts and attachments, under an id made of its key', async () => {
    const { emailId } = await sender().send(payload, 't1:welcome:1');
    expect(emailId).toMatch(/^<[0-9a-f]{40}@shop\.example>$/);
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'hello@shop.example', to: ['ada@lead.example'] });
    expect(mail?.envelopeId).toBe(emailId.slice(1, -1));
    for (const part of ['List-Unsubscribe', `Message-ID: ${emailId}`, 'text/calendar', 'text/html'])
      expect(mail?.raw).toContain(part);
  });

  it('sent again under the same key carries the same id and the same bytes but for the date', async () => {
    const first = await sender().send(payload, 'k');
    const second = await sender().send(payload, 'k');
    const other = await sender().send(payload, 'other');
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    const undated = server.mails.map(({ raw }) => raw.replace(/^Date: .*$/m, ''));
    expect(undated[1]).toBe(undated[0]);
  });

  it('never reaches anybody who is not on the list outside production', async () => {
    const failure = await failureOf(sender().send({ ...payload, to: ['eve@lead.example'] }, 'k'));
    expect(failure).toMatchObject({ certainty: 'rejected', code: 'notAllowed' });
    expect(server.mails).toEqual([]);
  });

  it('that the server refuses for good is rejected with the server’s own code', async () => {
    server.refuseNext('recipient', 550, '5.1.1 No such user');
    expect(await failureOf(sender().send(payload, 'k'))).toMatchObject({
      certainty: 'rejected',
      code: '5.1.1',
    });
    server.refuseNext('body', 554, '5.6.0 Spam');
    expect(await failureOf(sender().send(payload, 'k'))).toMatchObject({
      certainty: 'rejected',
      code: '5.6.0',
    });
  });

  it('that the server puts off, before or after the body, was surely not sent', async () => {
    server.refuseNext('recipient', 450, '4.7.1 Grey-listed');
    expect(await failureOf(sender().send(payload, 'k'))).toMatchObject({
      type: 'Vendor.RateLimited',
      certainty: 'notSent',
    });
    server.refuseNext('body', 451, '4.3.0 Later');
    expect(await failureOf(sender().send(payload, 'k'))).toMatchObject({
      certainty: 'notSent',
      code: '4.3.0',
    });
  });

  it('whose password is wrong was not sent, and goes out when the password is mended', async () => {
    const { submission } = readEmailSettings(mailEnvironment(server.port)) as SmtpSettings;
    const wrong = { ...submission, login: { user: 'leads@shop.example', password: 'no' } };
    expect(await failureOf(sender({ submission: wrong }).send(payload, 'k'))).toMatchObject({
      type: 'Vendor.AuthRefused',
      certainty: 'notSent',
    });
  });

  it('is in doubt when the answer to its body is missing', async () => {
    server.forgetNextReply('silence');
    const failure = await failureOf(sender({ timeoutMs: 1_500 }).send(payload, 'k'));
    expect(failure).toMatchObject({ certainty: 'unknown', code: 'ETIMEDOUT' });
    expect(server.mails).toHaveLength(1);
  });

  it('is in doubt when the connection breaks as the answer is on its way', async () => {
    const proxy = await breakableProxy({ host: '127.0.0.1', port: server.port });
    proxy.cutAfter('Content-Type');
    const failure = await failureOf(sender({}, proxy.port).send(payload, 'k'));
    expect(failure.certainty).toBe('unknown');
    await proxy.close();
  });

  it('was not sent when the connection breaks before the body', async () => {
    const proxy = await breakableProxy({ host: '127.0.0.1', port: server.port });
    for (const command of ['EHLO', 'AUTH', 'MAIL FROM', 'RCPT TO', 'DATA']) {
      proxy.cutBefore(command);
      const failure = await failureOf(sender({}, proxy.port).send(payload, 'k'));
      expect([command, failure.certainty]).toEqual([command, 'notSent']);
      proxy.mend();
    }
    await proxy.close();
    expect((await failureOf(sender({}, proxy.port).send(payload, 'k'))).certainty).toBe('notSent');
    expect(server.mails).toEqual([]);
  });

  it('was not sent when the server takes the connection and says nothing', async () => {
    const proxy = await breakableProxy({ host: '127.0.0.1', port: server.port });
    proxy.hold();
    const failure = await failureOf(sender({ timeoutMs: 200 }, proxy.port).send(payload, 'k'));
    expect(failure.certainty).toBe('notSent');
    await proxy.close();
  });

  it('is not entrusted to a server whose certificate nobody vouches for, nor sent in the clear', async () => {
    const secret = await startMailServer({ disabledCommands: [] });
    const { submission } = readEmailSettings(mailEnvironment(secret.port)) as SmtpSettings;
    const starttls = { ...submission, tls: 'starttls' as const };
    const failure = await failureOf(sender({ submission: starttls }).send(payload, 'k'));
    expect(failure).toMatchObject({ type: 'Vendor.Unavailable', certainty: 'notSent' });
    const plain = { ...starttls, port: server.port };
    expect((await failureOf(sender({ submission: plain }).send(payload, 'k'))).certainty).toBe('notSent');
    expect([...secret.mails, ...server.mails]).toEqual([]);
    await secret.close();
  });
});

describe('a reply of the server', () => {
  type Row = [phase: Phase, reply: string, type: string, certainty: string, code: string];
  it.each<Row>([
    ['connect', '554 5.7.1 Blocked', 'Vendor.Unavailable', 'notSent', '5.7.1'],
    ['connect', '421 Too busy', 'Vendor.Unavailable', 'notSent', '421'],
    ['logIn', '535 5.7.8 Bad password', 'Vendor.AuthRefused', 'notSent', '5.7.8'],
    ['logIn', '454 4.7.0 Try again', 'Vendor.Unavailable', 'notSent', '4.7.0'],
    ['envelope', '530 5.7.0 Log in first', 'Vendor.AuthRefused', 'notSent', '5.7.0'],
    ['envelope', '450 4.2.1 Busy', 'Vendor.Unavailable', 'notSent', '4.2.1'],
    ['envelope', '451 4.7.1 Grey', 'Vendor.RateLimited', 'notSent', '4.7.1'],
    ['envelope', '550 5.1.1 Nobody', 'Vendor.Rejected', 'rejected', '5.1.1'],
    ['envelope', '552-5.2.2 Full', 'Vendor.Rejected', 'rejected', '5.2.2'],
    ['envelope', '553 no', 'Vendor.Rejected', 'rejected', '553'],
    ['body', '421 4.3.2 Going down', 'Vendor.Unavailable', 'notSent', '4.3.2'],
    ['body', '452 4.3.1 No space', 'Vendor.Unavailable', 'notSent', '4.3.1'],
    ['body', '554 5.6.0 No', 'Vendor.Rejected', 'rejected', '5.6.0'],
  ])('in %s: %s', (phase, response, type, certainty, code) => {
    const failure = classifySmtpError({ responseCode: Number(response.slice(0, 3)), response }, phase);
    expect(verdictOf(failure)).toEqual({ type, certainty, code, retryAfterMs: undefined });
    expect(failure.vendorAnswer).toBe(response);
    expect(failure.message).not.toContain(response);
  });

  it('that never came means doubt only after the body had begun', () => {
    const timeout = Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' });
    const certainties = (['connect', 'logIn', 'envelope', 'body'] as const).map(
      (phase) => classifySmtpError(timeout, phase).certainty,
    );
    expect(certainties).toEqual(['notSent', 'notSent', 'notSent', 'unknown']);
  });
});

describe('the settings of SMTP', () => {
  const mistakes = (changes: Record<string, string>): unknown => {
    try {
      return readEmailSettings(mailEnvironment(25, changes));
    } catch (error) {
      return (error as { mistakes: string[] }).mistakes;
    }
  };

  it('are refused in sandbox mode, without a log-in that is whole, and with one in the address', () => {
    expect(mistakes({ EMAIL_MODE: 'sandbox' })).toEqual([expect.stringContaining('EMAIL_VENDOR out')]);
    expect(mistakes({ SMTP_PASSWORD: '' })).toEqual([expect.stringContaining('belong together')]);
    expect(mistakes({ SMTP_URL: 'smtps://u:p@mail.example' })).toEqual([expect.stringContaining('SMTP_URL')]);
    expect(mistakes({ ALLOWED_ADDRESSES: '' })).toEqual([expect.stringContaining('ALLOWED_ADDRESSES')]);
    expect(mistakes({ EMAIL_VENDOR: 'post' })).toEqual([expect.stringContaining('resend or smtp')]);
  });

  it('ask for TLS everywhere but on this machine, and read the mailbox with the same log-in', () => {
    const far = { SMTP_URL: 'smtp://mail.example', IMAP_URL: 'imaps://mail.example' };
    expect(mistakes(far)).toMatchObject({
      submission: { host: 'mail.example', port: 587, tls: 'starttls' },
      imap: { port: 993, tls: 'implicit', login: { user: 'leads@shop.example' }, keepSent: false },
    });
  });
});
