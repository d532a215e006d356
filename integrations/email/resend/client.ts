import type { IncomingHttpHeaders } from 'node:http';
import { type Certainty, type FailureType, VendorFailure } from '../../../schema/contracts/failures.ts';
import { assertAllowed } from '../../allow-list.ts';
import { asking } from '../../asking.ts';
import type { EmailPayload, EmailSender, InboundEmail } from '../port.ts';
import { classifyResendError, vendor } from './errors.ts';
import { LoudResend } from './loud-resend.ts';
import type { ResendSettings } from './settings.ts';
import { toEmailEvent } from './webhook.ts';

const hour = 3_600_000;
/** the vendor says 24 hours; an hour is left for clocks and queues */
const keyProtectsForMs = 23 * hour;

const ask = asking(classifyResendError);

/** E-mail by Resend, which answers a repeated idempotency key with the first id as long as the payload is the same. */
export function createResend(settings: ResendSettings): EmailSender {
  const { apiKey, baseUrl, timeoutMs, allowed, webhookSecret } = settings;
  const resend = new LoudResend(apiKey, baseUrl, timeoutMs);
  return {
    vendor,
    timeoutMs,
    keyProtectsForMs,
    reportsOpens: true,
    async send(payload, idempotencyKey) {
      assertAllowed(vendor, allowed, payload.to);
      const { data } = await ask(() => resend.emails.send(toResend(payload), { idempotencyKey }));
      // without an id the mail may be on its way: the same key asks again without harm
      if (!data?.id) throw failure('Vendor.Unknown', 'unknown', 'noEmailId');
      return { emailId: data.id };
    },
    // asking again with the same key is the way to find out
    findSent: async () => null,
    async fetchInbound(emailId) {
      const { data } = await ask(() => resend.emails.receiving.get(emailId));
      if (!data) throw failure('Vendor.InvalidAnswer', 'rejected', 'noEmail');
      return toInbound(data);
    },
    readEvent(rawBody, headers) {
      const { id, timestamp, signature } = signatureHeaders(headers);
      const body = verified(() =>
        resend.webhooks.verify({
          payload: rawBody.toString('utf8'),
          headers: { id, timestamp, signature },
          webhookSecret,
        }),
      );
      try {
        return toEmailEvent(id, body);
      } catch {
        throw failure('Vendor.InvalidAnswer', 'rejected', 'body');
      }
    },
  };
}

/** Sorted: a payload that went through `jsonb` comes back with its keys in another order, and must be the same bytes. */
const sorted = (record: Record<string, string>): [string, string][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

function toResend(payload: EmailPayload): Parameters<LoudResend['emails']['send']>[0] {
  return {
    from: payload.from,
    to: payload.to,
    subject: payload.subject,
    html: payload.html,
    text: payload.text,
    ...(payload.replyTo !== null && { replyTo: payload.replyTo }),
    headers: Object.fromEntries(sorted(payload.headers)),
    tags: sorted(payload.tags).map(([name, value]) => ({ name, value })),
    attachments: payload.attachments.map(({ filename, contentType, contentBase64 }) => ({
      filename,
      contentType,
      content: contentBase64,
    })),
  };
}

function toInbound(email: {
  text: string | null;
  html: string | null;
  headers: Record<string, string> | null;
  attachments?: { filename: string | null; content_type: string; size?: number }[] | null;
}): InboundEmail {
  const headers = Object.entries(email.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const attachments = (email.attachments ?? []).map(({ filename, content_type, size }) => ({
    name: filename ?? '',
    contentType: content_type,
    size: size ?? null,
  }));
  return { text: email.text ?? '', html: email.html, headers: Object.fromEntries(headers), attachments };
}

function signatureHeaders(headers: IncomingHttpHeaders): {
  id: string;
  timestamp: string;
  signature: string;
} {
  const one = (name: string): string => {
    const value = headers[name];
    if (typeof value !== 'string' || value === '')
      throw failure('Vendor.AuthRefused', 'rejected', 'signature');
    return value;
  };
  return { id: one('svix-id'), timestamp: one('svix-timestamp'), signature: one('svix-signature') };
}

function verified(verify: () => unknown): unknown {
  try {
    return verify();
  } catch {
    throw failure('Vendor.AuthRefused', 'rejected', 'signature');
  }
}

const failure = (type: FailureType, certainty: Certainty, code: string): VendorFailure =>
  new VendorFailure({ vendor, type, certainty, code });
