// The same tests run against the sandbox and, with CONTRACT=real, against a real account.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEmailSender } from '../../integrations/email/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { contractVendors } from './vendors.ts';

const contract = contractVendors();
const sender = () => createEmailSender(contract.settings.email);
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

describe('the vendor of e-mail', () => {
  it('answers a repeated key and payload with the first id', async () => {
    const key = randomUUID();
    const first = await sender().send(mail(), key);
    expect(first.emailId).toBeTruthy();
    await expect(sender().send(mail(), key)).resolves.toEqual(first);
  });

  it('refuses a repeated key with another payload', async () => {
    const key = randomUUID();
    await sender().send(mail(), key);
    const failure = await failureOf(sender().send(mail({ subject: 'Another' }), key));
    expect(failure).toMatchObject({ certainty: 'rejected', code: 'invalid_idempotent_request' });
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
    const stranger = createEmailSender({ ...contract.settings.email, apiKey: 're_wrong_key' });
    expect(await failureOf(stranger.send(mail(), randomUUID()))).toMatchObject({
      type: 'Vendor.AuthRefused',
    });
  });
});
