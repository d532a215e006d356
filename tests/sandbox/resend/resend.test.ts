// The imitation of Resend through its own SDK.
import { Resend } from 'resend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdempotency } from '../../../sandbox/resend/idempotency.ts';
import { createRateLimit } from '../../../sandbox/resend/rate-limit.ts';
import { sandboxCredentials } from '../../../schema/contracts/sandbox.ts';
import { type FourVendors, openFourVendors } from '../four-vendors.ts';

const key = sandboxCredentials.resendApiKey;
const mail = {
  from: 'Maya <maya@heavenly.example>',
  to: ['asha@lead.example'],
  subject: 'Welcome',
  html: '<p>Hello</p>',
  text: 'Hello',
  tags: [{ name: 'lead', value: 'l-1' }],
};

let sandbox: FourVendors;
let resend: Resend;
beforeAll(async () => {
  sandbox = await openFourVendors();
  resend = new Resend(key, { baseUrl: `${sandbox.url}/resend` });
});
afterAll(() => sandbox.close());

function post(body: unknown, headers: Record<string, string> = {}) {
  const own = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'user-agent': 'test' };
  const init = { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) };
  return fetch(`${sandbox.url}/resend/emails`, init);
}

describe('sending', () => {
  it('answers an id under which the mail can be fetched', async () => {
    const sent = await resend.emails.send(mail);
    expect(sent.error).toBeNull();
    const found = await resend.emails.get(sent.data?.id ?? '');
    expect(found.data).toMatchObject({
      object: 'email',
      from: mail.from,
      to: mail.to,
      subject: 'Welcome',
      html: '<p>Hello</p>',
    });
  });

  it('answers the first id to the same key and payload, and sends once', async () => {
    const first = await resend.emails.send({ ...mail, subject: 'once' }, { idempotencyKey: 'k-1' });
    const second = await resend.emails.send({ ...mail, subject: 'once' }, { idempotencyKey: 'k-1' });
    expect(second.data?.id).toBe(first.data?.id);
    const state = (await sandbox.state('resend')) as { mails: { subject: string }[] };
    expect(state.mails.filter((each) => each.subject === 'once')).toHaveLength(1);
  });

  it('refuses the same key with another payload', async () => {
    await resend.emails.send(mail, { idempotencyKey: 'k-2' });
    const other = await resend.emails.send({ ...mail, subject: 'other' }, { idempotencyKey: 'k-2' });
    expect(other.error).toMatchObject({ name: 'invalid_idempotent_request', statusCode: 409 });
  });

  it('refuses a second request with a key that is in progress', async () => {
    const { once } = createIdempotency(new Map(), Date.now);
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = once('k', 'body', () => promise);
    await expect(once('k', 'body', async () => 'second')).rejects.toMatchObject({
      status: 409,
      body: { name: 'concurrent_idempotent_requests' },
    });
    resolve('first');
    expect(await first).toBe('first');
  });

  it('has sent a mail whose answer was dropped: the same key answers its id', async () => {
    await sandbox.admin('faults', { vendor: 'resend', operation: 'emails.send', kind: 'acceptThenDrop' });
    const letter = { ...mail, subject: 'dropped' };
    const lost = await resend.emails.send(letter, { idempotencyKey: 'k-4' });
    expect(lost.error).toMatchObject({ name: 'application_error', statusCode: null });
    const again = await resend.emails.send(letter, { idempotencyKey: 'k-4' });
    const { mails } = (await sandbox.state('resend')) as { mails: { id: string; subject: string }[] };
    expect(mails.filter((each) => each.subject === 'dropped').map((each) => each.id)).toEqual([
      again.data?.id,
    ]);
  });

  it('forgets a key after 24 hours', async () => {
    let now = 0;
    const { once } = createIdempotency(new Map(), () => now);
    expect(await once('k', 'body', async () => 'first')).toBe('first');
    now = 24 * 3_600_000 - 1;
    expect(await once('k', 'body', async () => 'second')).toBe('first');
    now = 24 * 3_600_000 + 1;
    expect(await once('k', 'body', async () => 'second')).toBe('second');
  });

  it('refuses a key of more than 256 characters', async () => {
    const answer = await resend.emails.send(mail, { idempotencyKey: 'x'.repeat(257) });
    expect(answer.error).toMatchObject({ name: 'invalid_idempotency_key', statusCode: 400 });
  });
});

describe('refusals', () => {
  it.each([
    ['an unknown field', { ...mail, colour: 'red' }, 422, 'validation_error'],
    ['no sender', { ...mail, from: undefined }, 422, 'missing_required_field'],
    ['no recipient', { ...mail, to: [] }, 422, 'missing_required_field'],
    ['no subject', { ...mail, subject: undefined }, 422, 'missing_required_field'],
    ['no text at all', { ...mail, html: undefined, text: undefined }, 422, 'missing_required_field'],
    ['51 recipients', { ...mail, to: Array(51).fill('a@b.example') }, 422, 'validation_error'],
    ['a bad address', { ...mail, to: ['nobody'] }, 422, 'validation_error'],
    ['a bad sender', { ...mail, from: 'nobody' }, 422, 'invalid_from_address'],
    ['a domain that is not verified', { ...mail, from: 'a@gmail.com' }, 403, 'validation_error'],
    ['a tag with a space', { ...mail, tags: [{ name: 'a', value: 'b c' }] }, 422, 'validation_error'],
  ])('refuses %s', async (_name, body, status, name) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ statusCode: status, name });
  });

  it('refuses a wrong key, a missing key and a missing user agent', async () => {
    expect(
      (await new Resend('re_wrong', { baseUrl: `${sandbox.url}/resend` }).emails.send(mail)).error?.name,
    ).toBe('invalid_api_key');
    expect((await post(mail, { authorization: '' })).status).toBe(401);
    expect((await post(mail, { 'user-agent': '' })).status).toBe(403);
  });

  it('refuses the sixth request of a second when five are allowed', () => {
    const count = createRateLimit(5, () => 10_500);
    for (let turn = 0; turn < 5; turn += 1) count();
    expect(count).toThrow(
      expect.objectContaining({ status: 429, headers: expect.objectContaining({ 'retry-after': '1' }) }),
    );
  });

  it('answers 404 for a mail that does not exist', async () => {
    expect((await resend.emails.get('nothing')).error).toMatchObject({ name: 'not_found', statusCode: 404 });
  });
});

describe('events', () => {
  const verify = (hook: { body: string; headers: Record<string, string> }, secret: string) =>
    resend.webhooks.verify({
      payload: hook.body,
      headers: {
        id: hook.headers['svix-id'] ?? '',
        timestamp: hook.headers['svix-timestamp'] ?? '',
        signature: hook.headers['svix-signature'] ?? '',
      },
      webhookSecret: secret,
    });

  it('tells of a mail as sent and then delivered, signed so that the SDK accepts it', async () => {
    const sent = await resend.emails.send(mail);
    const hooks = await sandbox.hooksAbout(sent.data?.id ?? '', 2);
    const events = hooks.map((hook) => verify(hook, sandboxCredentials.resendWebhookSecret));
    expect(events.map((event) => event.type)).toEqual(['email.sent', 'email.delivered']);
    expect(events[0]?.data).toMatchObject({ email_id: sent.data?.id, tags: { lead: 'l-1' } });
  });

  it('signs with the secret alone: another one does not verify', async () => {
    const sent = await resend.emails.send(mail);
    const [hook] = await sandbox.hooksAbout(sent.data?.id ?? '', 1);
    expect(() => hook && verify(hook, 'whsec_d3Jvbmc=')).toThrow();
  });

  it.each([
    ['bounce@lead.example', ['email.sent', 'email.bounced']],
    ['complain@lead.example', ['email.sent', 'email.delivered', 'email.complained']],
    ['full@lead.example', ['email.sent', 'email.bounced']],
    ['slow@lead.example', ['email.sent', 'email.delivery_delayed', 'email.delivered']],
    ['reader@lead.example', ['email.sent', 'email.delivered', 'email.opened', 'email.clicked']],
    ['scanner@lead.example', ['email.sent', 'email.delivered', 'email.opened', 'email.clicked']],
    // the vendor holds back whatever goes to who bounced before
    ['bounce@lead.example', ['email.sent', 'email.suppressed']],
  ])('imitates %s', async (to, types) => {
    const sent = await resend.emails.send({ ...mail, to });
    const hooks = await sandbox.hooksAbout(sent.data?.id ?? '', types.length);
    expect(hooks.map((hook) => JSON.parse(hook.body).type)).toEqual(types);
  });

  it('tells a full mailbox from one that does not exist, and a machine from a person', async () => {
    const dataOf = async (to: string, nth: number) => {
      const sent = await resend.emails.send({ ...mail, to });
      const hooks = await sandbox.hooksAbout(sent.data?.id ?? '', nth + 1);
      return JSON.parse(hooks[nth]?.body ?? '{}').data;
    };
    expect((await dataOf('bounce+new@lead.example', 1)).bounce).toMatchObject({ type: 'Permanent' });
    expect((await dataOf('full+new@lead.example', 1)).bounce).toMatchObject({ type: 'Transient' });
    expect((await dataOf('scanner+new@lead.example', 2)).open.userAgent).toBe('Mozilla/5.0');
    expect((await dataOf('reader+new@lead.example', 2)).open.userAgent).toContain('Thunderbird');
  });

  it('sends an event again, with the same id, when the endpoint was down', async () => {
    sandbox.failHooks(1);
    const sent = await resend.emails.send(mail);
    const hooks = await sandbox.hooksAbout(sent.data?.id ?? '', 3);
    const ids = hooks.map((hook) => hook.headers['svix-id']);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('what it refuses', () => {
  it.each([
    ['a line break in a header', { headers: { 'X-Name': 'a\r\nBcc: x@y.example' } }],
    ['a header without a proper name', { headers: { 'X Name': 'a' } }],
    ['a line break in the subject', { subject: 'Hello\nBcc: x@y.example' }],
    [
      'two tags of one name',
      {
        tags: [
          { name: 'lead', value: '1' },
          { name: 'lead', value: '2' },
        ],
      },
    ],
  ])('%s', async (_, change) => {
    expect((await post({ ...mail, ...change })).status).toBe(422);
  });
});

describe('inbound mail', () => {
  it('tells of metadata only and gives the text on request', async () => {
    const letter = {
      from: 'asha@lead.example',
      to: 'maya@heavenly.example',
      subject: 'A question',
      text: 'How much is it?',
    };
    const { id } = (await sandbox.admin('resend/inbound-email', letter)) as { id: string };
    const [hook] = await sandbox.hooksAbout(id, 1);
    expect(JSON.parse(hook?.body ?? '{}')).toMatchObject({
      type: 'email.received',
      data: { email_id: id, from: letter.from },
    });
    expect(hook?.body).not.toContain('How much');
    const found = await resend.emails.receiving.get(id);
    expect(found.data).toMatchObject({ text: 'How much is it?', from: letter.from });
  });

  it('sends an answer to the reply-to address, threaded to the mail that is answered', async () => {
    const sent = await resend.emails.send({ ...mail, replyTo: 'reply+abc@heavenly.example' });
    const inReplyTo = sent.data?.id ?? '';
    const letter = {
      from: 'asha@lead.example',
      to: mail.from,
      subject: 'Re: Welcome',
      text: 'Yes',
      inReplyTo,
    };
    const { id } = (await sandbox.admin('resend/inbound-email', letter)) as { id: string };
    const found = await resend.emails.receiving.get(id);
    expect(found.data?.to).toEqual(['reply+abc@heavenly.example']);
    expect(found.data?.headers).toMatchObject({ 'in-reply-to': expect.stringContaining(inReplyTo) });
  });
});
