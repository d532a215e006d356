// The same tests run against the sandbox and a mail server and, with CONTRACT=real, against a real account.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmailSender, type EmailSettings, readEmailSettings } from '../../integrations/email/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { mailEnvironment, startMailServer } from '../support/mail-server.ts';
import { againstRealVendors } from './settings.ts';
import { contractVendors } from './vendors.ts';

const contract = contractVendors();
const local: { smtp: EmailSettings | null } = { smtp: null };

let stop = async (): Promise<void> => {};
beforeAll(async () => {
  if (againstRealVendors()) return;
  const server = await startMailServer();
  stop = server.close;
  local.smtp = readEmailSettings(mailEnvironment(server.port, { ALLOWED_ADDRESSES: contract.mailTo }));
});
afterAll(() => stop());

const mail = (more: Partial<EmailPayload> = {}): EmailPayload => ({
  from: contract.mailFrom,
  to: [contract.mailTo],
  replyTo: null,
  subject: 'Contract',
  html: '<p>Contract</p>',
  text: 'Contract',
  headers: { 'X-Contract': '1' },
  tags: { suite: 'contract' },
  attachments: [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: 'QQ==' }],
  ...more,
});

const vendors: [name: string, settings: () => EmailSettings][] = [
  ['named by the settings', () => contract.settings.email],
  ['smtp', () => local.smtp ?? contract.settings.email],
];

const withWrongKey = (settings: EmailSettings): EmailSettings =>
  settings.vendor === 'resend'
    ? { ...settings, apiKey: 're_wrong_key' }
    : { ...settings, submission: { ...settings.submission, login: { user: 'nobody', password: 'wrong' } } };

describe.each(vendors)('the vendor of e-mail: %s', (_name, settings) => {
  const sender = () => createEmailSender(settings());

  it('answers a repeated key and payload with the first id', async () => {
    const key = randomUUID();
    const first = await sender().send(mail(), key);
    expect(first.emailId).toBeTruthy();
    await expect(sender().send(mail(), key)).resolves.toEqual(first);
  });

  it('refuses a repeated key with another payload where keys protect, and sends it elsewhere', async () => {
    const key = randomUUID();
    const first = await sender().send(mail(), key);
    const again = sender().send(mail({ subject: 'Another' }), key);
    if (sender().keyProtectsForMs === null) await expect(again).resolves.toEqual(first);
    else
      expect(await failureOf(again)).toMatchObject({
        certainty: 'rejected',
        code: 'invalid_idempotent_request',
      });
  });

  it('sends again under another key', async () => {
    const [a, b] = [await sender().send(mail(), randomUUID()), await sender().send(mail(), randomUUID())];
    expect(a.emailId).not.toBe(b.emailId);
  });

  it('refuses an address that is none', async () => {
    const failure = await failureOf(sender().send(mail({ from: 'nobody' }), randomUUID()));
    expect(failure).toMatchObject({ type: 'Vendor.Rejected', certainty: 'rejected' });
  });

  it('refuses a wrong key', async () => {
    const stranger = createEmailSender(withWrongKey(settings()));
    expect(await failureOf(stranger.send(mail(), randomUUID()))).toMatchObject({
      type: 'Vendor.AuthRefused',
      certainty: 'notSent',
    });
  });
});
