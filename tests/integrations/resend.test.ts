import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEmailSender } from '../../integrations/email/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { readResendSettings } from '../../integrations/email/resend/settings.ts';
import { failureOf, verdictOf } from './failed-with.ts';
import { fakeVendor, hangUp, html, json, nobody, silence } from './fake-vendor.ts';

const settings = readResendSettings({});
const at = (url: string, more: object = {}) =>
  createEmailSender({ ...settings, baseUrl: `${url}/resend`, ...more });
const mail: EmailPayload = {
  from: 'Team <team@example.com>',
  to: ['ada@example.com'],
  replyTo: 'reply+token@example.com',
  subject: 'Hello',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: { 'X-B': '2', 'X-A': '1' },
  tags: { tenant: 't1', lead: 'l1' },
  attachments: [{ filename: 'a.ics', contentType: 'text/calendar', contentBase64: 'QQ==' }],
};

describe('sending an e-mail', () => {
  it('carries the key and the whole payload', async () => {
    const { url, seen } = await fakeVendor(json(200, { id: 'em_1' }));
    await expect(at(url).send(mail, 'welcome:1')).resolves.toEqual({ emailId: 'em_1' });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/resend/emails' });
    expect(seen[0]?.headers).toMatchObject({
      'idempotency-key': 'welcome:1',
      authorization: `Bearer ${settings.apiKey}`,
    });
    expect(seen[0]?.headers['user-agent']).toBeTruthy();
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      from: mail.from,
      to: mail.to,
      reply_to: mail.replyTo,
      tags: [
        { name: 'lead', value: 'l1' },
        { name: 'tenant', value: 't1' },
      ],
      attachments: [{ filename: 'a.ics', content_type: 'text/calendar', content: 'QQ==' }],
    });
  });

  it('sends the same bytes however a database has ordered the fields', async () => {
    const { url, seen } = await fakeVendor(json(200, { id: 'em_1' }));
    await at(url).send(mail, 'k');
    await at(url).send(
      { ...mail, headers: { 'X-A': '1', 'X-B': '2' }, tags: { lead: 'l1', tenant: 't1' } },
      'k',
    );
    expect(seen[1]?.body).toBe(seen[0]?.body);
  });

  it('leaves out a reply address that is not there', async () => {
    const { url, seen } = await fakeVendor(json(200, { id: 'em_1' }));
    await at(url).send({ ...mail, replyTo: null }, 'k');
    expect(seen[0]?.body).not.toContain('reply_to');
  });

  it.each([
    [
      'a wrong payload',
      json(422, { name: 'validation_error', message: 'x' }),
      'rejected',
      'validation_error',
    ],
    [
      'the same key with another payload',
      json(409, { name: 'invalid_idempotent_request' }),
      'rejected',
      'invalid_idempotent_request',
    ],
    [
      'too many requests',
      json(429, { name: 'rate_limit_exceeded' }, { 'retry-after': '1' }),
      'notSent',
      'rate_limit_exceeded',
    ],
    ['an outage behind a gateway', html(503), 'unknown', '503'],
    [
      'an error of the vendor',
      json(500, { name: 'internal_server_error' }),
      'unknown',
      'internal_server_error',
    ],
    ['a lost answer', hangUp, 'unknown', 'UND_ERR_SOCKET'],
    ['an answer that cannot be read', html(200), 'unknown', 'noAnswer'],
    ['an answer without an id', json(200, {}), 'unknown', 'noEmailId'],
  ])('asks once, and throws on %s', async (_name, answer, certainty, code) => {
    const { url, seen } = await fakeVendor(answer);
    expect(await failureOf(at(url).send(mail, 'k'))).toMatchObject({ certainty, code });
    expect(seen).toHaveLength(1);
  });

  it('is surely not sent when nobody listens', async () => {
    expect(await failureOf(at(await nobody()).send(mail, 'k'))).toMatchObject({ certainty: 'notSent' });
  });

  it('is unknown when the vendor says nothing within the time limit', async () => {
    const { url } = await fakeVendor(silence);
    const failure = await failureOf(at(url, { timeoutMs: 100 }).send(mail, 'k'));
    expect(verdictOf(failure)).toMatchObject({ certainty: 'unknown', code: 'ETIMEDOUT' });
  });

  it('reaches only listed addresses when there is a list', async () => {
    const { url, seen } = await fakeVendor(json(200, { id: 'em_1' }));
    const guarded = at(url, { allowed: ['ADA@example.com'] });
    await guarded.send({ ...mail, to: ['Ada <ada@example.com>'] }, 'k');
    const both = { ...mail, to: ['ada@example.com', 'bob@example.com'] };
    expect(await failureOf(guarded.send(both, 'k'))).toMatchObject({
      code: 'notAllowed',
      certainty: 'rejected',
    });
    expect(seen).toHaveLength(1);
  });
});

describe('an inbound e-mail', () => {
  it('is fetched with its text and its headers in lower case', async () => {
    const { url, seen } = await fakeVendor(
      json(200, { id: 'in_1', text: null, html: '<p>x</p>', headers: { 'In-Reply-To': '<1>' } }),
    );
    await expect(at(url).fetchInbound('in_1')).resolves.toEqual({
      text: '',
      html: '<p>x</p>',
      headers: { 'in-reply-to': '<1>' },
      attachments: [],
    });
    expect(seen[0]?.url).toBe('/resend/emails/receiving/in_1');
  });
});

describe('an event', () => {
  const sender = createEmailSender(settings);
  const secret = Buffer.from(settings.webhookSecret.replace('whsec_', ''), 'base64');
  const now = () => Math.floor(Date.now() / 1_000);
  const signed = (raw: string, timestamp = now(), key = secret) => ({
    'svix-id': 'msg_1',
    'svix-timestamp': String(timestamp),
    'svix-signature': `v1,${createHmac('sha256', key).update(`msg_1.${timestamp}.${raw}`).digest('base64')}`,
  });
  const event = (type: string, data: object = {}) =>
    JSON.stringify({
      type,
      created_at: '2026-01-01 00:00:00.5+00',
      data: {
        email_id: 'em_1',
        from: 'Team <Team@Example.com>',
        to: ['ada@example.com'],
        subject: 'Hello',
        ...data,
      },
    });
  const read = (raw: string, headers = signed(raw)) => sender.readEvent(Buffer.from(raw), headers);

  it.each([
    ['email.sent', 'sent', false],
    ['email.delivered', 'delivered', false],
    ['email.delivery_delayed', 'delayed', false],
    ['email.opened', 'opened', false],
    ['email.clicked', 'clicked', false],
    ['email.bounced', 'bounced', false],
    ['email.complained', 'complained', true],
    ['email.failed', 'failed', false],
    ['email.suppressed', 'suppressed', true],
  ])('%s means %s', (type, status, permanent) => {
    expect(read(event(type))).toEqual({
      kind: 'status',
      eventId: 'msg_1',
      emailId: 'em_1',
      from: 'team@example.com',
      status,
      permanent,
      messageId: null,
      at: '2026-01-01T00:00:00.500Z',
    });
  });

  it('of a bounce says whether it will go away', () => {
    expect(read(event('email.bounced', { bounce: { type: 'Permanent' } }))).toMatchObject({
      permanent: true,
    });
    expect(read(event('email.bounced', { bounce: { type: 'Transient' } }))).toMatchObject({
      permanent: false,
    });
  });

  it('of a reply says from whom and to which address', () => {
    expect(read(event('email.received', { message_id: '<1@x>' }))).toMatchObject({
      kind: 'received',
      from: 'team@example.com',
      to: ['ada@example.com'],
      messageId: '<1@x>',
    });
  });

  it('that we do not know is passed over', () => {
    expect(read(event('contact.created'))).toEqual({ kind: 'other', eventId: 'msg_1' });
  });

  it('is read from the raw bytes', () => {
    const raw = event('email.sent').replace('Hello', 'H\\u00e9llo  ');
    expect(read(raw)).toMatchObject({ status: 'sent' });
  });

  const raw = event('email.sent');
  const { 'svix-signature': _, ...unsigned } = signed(raw);
  it.each([
    ['is missing', unsigned],
    ['is made up', { ...signed(raw), 'svix-signature': 'v1,AAAA' }],
    [
      'is of another version',
      { ...signed(raw), 'svix-signature': signed(raw)['svix-signature'].replace('v1', 'v2') },
    ],
    ['is by another secret', signed(raw, now(), Buffer.from('another'))],
    ['is over another body', signed(`${raw} `)],
    ['is over another id', { ...signed(raw), 'svix-id': 'msg_2' }],
    ['is an old one, sent again', signed(raw, now() - 600)],
    ['is from the future', signed(raw, now() + 600)],
  ])('whose signature %s is refused', async (_name, headers) => {
    const failure = await failureOf((async () => read(raw, headers as ReturnType<typeof signed>))());
    expect(verdictOf(failure)).toMatchObject({ type: 'Vendor.AuthRefused', code: 'signature' });
  });

  it('that is well signed and makes no sense is refused as such', async () => {
    const failure = await failureOf((async () => read('{"type":"email.sent"}'))());
    expect(failure).toMatchObject({ type: 'Vendor.InvalidAnswer', code: 'body' });
  });
});
