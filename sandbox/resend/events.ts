import { randomUUID } from 'node:crypto';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { VendorContext } from '../vendor.ts';
import type { WebhookAnswer } from '../webhooks.ts';
import type { InboundMail, SentMail } from './mails.ts';
import { signWebhook } from './sign-webhook.ts';

// Svix waits 5 s, 5 min, 30 min, …; shortened, so that an api that is starting again gets what it missed.
const retryMs = [500, 2_000, 5_000, 15_000, 30_000, 60_000];

interface Waiting {
  id: string;
  operation: string;
  body: string;
}

function retryAfter(answer: WebhookAnswer, attempt: number): number | null {
  if ('failure' in answer) {
    if (answer.failure === 'lost') return null;
  } else if (answer.status >= 200 && answer.status < 300) return null;
  return retryMs[Math.max(0, attempt - 1)] ?? null;
}

/** The data of an event about a mail that was sent; the tags are an object here and a list in requests. */
export function mailData(mail: SentMail, more: Record<string, unknown> = {}): Record<string, unknown> {
  const tags = Object.fromEntries(mail.tags.map(({ name, value }) => [name, value]));
  return {
    email_id: mail.id,
    message_id: mail.messageId,
    created_at: mail.createdAt,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    ...(mail.tags.length > 0 ? { tags } : {}),
    ...more,
  };
}

/** The data of `email.received`: metadata only, the text has to be fetched. */
export function inboundData(mail: InboundMail): Record<string, unknown> {
  const { id, createdAt, from, to, messageId, subject } = mail;
  const lists = { bcc: [], cc: [], received_for: to, attachments: mail.attachments };
  return { email_id: id, created_at: createdAt, from, to, message_id: messageId, subject, ...lists };
}

/** Events as Standard Webhooks; one that was not taken yet is sent again after a restart of the sandbox. */
export function createEvents(context: VendorContext) {
  const waiting = context.store.map<Waiting>('waitingEvents');
  let stopped = false;

  async function post(event: Waiting): Promise<void> {
    const url = context.settings.resendWebhookUrl;
    if (!url) return;
    await context.webhooks.deliver({
      operation: event.operation,
      url,
      headers: { 'content-type': 'application/json', 'user-agent': 'Svix-Webhooks/1.0' },
      body: event.body,
      sign(wrong) {
        const timestamp = Math.floor(context.clock.now() / 1000);
        const secret = wrong ? 'whsec_d3Jvbmc=' : sandboxCredentials.resendWebhookSecret;
        const signature = signWebhook(secret, event.id, timestamp, event.body);
        return { 'svix-id': event.id, 'svix-timestamp': String(timestamp), 'svix-signature': signature };
      },
      retry: retryAfter,
    });
    if (!stopped) waiting.delete(event.id);
  }

  return {
    /** Sends one event; it never rejects and nobody has to wait for it. */
    emit(type: string, data: Record<string, unknown>): void {
      if (!context.settings.resendWebhookUrl) return;
      const created_at = new Date(context.clock.now()).toISOString();
      const event = {
        id: `msg_${randomUUID()}`,
        operation: type,
        body: JSON.stringify({ type, created_at, data }),
      };
      waiting.set(event.id, event);
      void post(event);
    },
    start(): void {
      for (const event of [...waiting.values()]) void post(event);
    },
    stop(): void {
      stopped = true;
    },
  };
}
