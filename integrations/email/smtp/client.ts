import { setTimeout as sleep } from 'node:timers/promises';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { assertAllowed } from '../../allow-list.ts';
import type { EmailSender } from '../port.ts';
import { vendor } from './errors.ts';
import { addressOf, composeMessage, messageIdOf } from './message.ts';
import { isInSentFolder, keepInSentFolder } from './sent-folder.ts';
import type { SmtpSettings } from './settings.ts';
import { submit } from './submit.ts';

const keepCopyMs = 3_000;

/**
 * E-mail by a mail server. SMTP knows no idempotency: a second call with the same key sends a second mail, with the
 * same `Message-ID`. What was left without an answer is looked for in the Sent folder, and otherwise in doubt.
 */
export function createSmtp(settings: SmtpSettings): EmailSender {
  const { submission, imap, allowed, timeoutMs } = settings;
  return {
    vendor,
    // the copy for the Sent folder is made within the same lease
    timeoutMs: timeoutMs + (imap?.keepSent ? keepCopyMs : 0),
    keyProtectsForMs: null,
    reportsOpens: false,
    async send(payload, key) {
      assertAllowed(vendor, allowed, payload.to);
      const message = await composeMessage(payload, key);
      const messageId = messageIdOf(payload, key);
      const envelope = {
        from: addressOf(payload.from),
        to: payload.to.map(addressOf),
        envelopeId: messageId.slice(1, -1),
      };
      const { serverMessageId } = await submit(submission, { ...envelope, message }, timeoutMs);
      if (imap?.keepSent)
        // a convenience for people: a mail that was sent is sent, whether or not a copy of it can be kept
        await Promise.race([keepInSentFolder(imap, message).catch(() => undefined), sleep(keepCopyMs)]);
      return { emailId: serverMessageId ?? messageId };
    },
    async findSent(payload, key) {
      const messageId = messageIdOf(payload, key);
      return imap && (await isInSentFolder(imap, messageId)) ? { emailId: messageId } : null;
    },
    fetchInbound: async () => {
      throw noWebhooks();
    },
    readEvent: () => {
      throw noWebhooks();
    },
  };
}

/** A mail server calls nobody back: what claims to be such a call is somebody else's. */
const noWebhooks = (): VendorFailure =>
  new VendorFailure({ vendor, type: 'Vendor.AuthRefused', certainty: 'rejected', code: 'signature' });
