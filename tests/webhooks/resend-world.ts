import { createHmac } from 'node:crypto';
import { createResendWebhook } from '../../api/webhooks/resend.ts';
import { createEmailSender, readEmailSettings } from '../../integrations/email/index.ts';
import type { EmailSender, InboundEmail } from '../../integrations/email/port.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { Database } from '../../schema/database/database.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';

export interface Hook {
  id?: string;
  at?: number;
  secret?: string;
  headers?: Record<string, string>;
}

/** The webhook over HTTP behind the real adapter, and a vendor that signs as Resend does. */
export interface ResendWorld {
  api: ApiServer;
  /** bodies of inbound e-mails, by id; one that is missing cannot be fetched */
  bodies: Map<string, string | Partial<InboundEmail>>;
  fetched: string[];
  hook(event: object | string, hook?: Hook): Promise<{ status: number; body: unknown }>;
}

const sign = (secret: string, id: string, at: number, body: string): string => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
};

export const resendWorld = async (db: Database): Promise<ResendWorld> => {
  const bodies = new Map<string, string | Partial<InboundEmail>>();
  const fetched: string[] = [];
  const adapter = createEmailSender(readEmailSettings({ SANDBOX_URL: 'http://127.0.0.1:9' }));
  const email: EmailSender = {
    ...adapter,
    fetchInbound: async (id) => {
      fetched.push(id);
      const body = bodies.get(id);
      if (body === undefined) throw new Error('not there');
      const given = typeof body === 'string' ? { text: body } : body;
      return { text: '', html: null, headers: {}, attachments: [], ...given };
    },
  };
  const api = await startApi(db, createResendWebhook, { email });
  let events = 0;
  return {
    api,
    bodies,
    fetched,
    hook: async (event, { id = `msg_${++events}`, at, secret, headers } = {}) => {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      const seconds = at ?? Math.floor(Date.now() / 1000);
      const response = await fetch(`${api.url}/api/webhooks/resend`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'svix-id': id,
          'svix-timestamp': String(seconds),
          'svix-signature': sign(secret ?? sandboxCredentials.resendWebhookSecret, id, seconds, body),
          ...headers,
        },
      });
      return { status: response.status, body: await response.json() };
    },
  };
};

export const statusEvent = (type: string, emailId: string, from: string) => ({
  type: `email.${type}`,
  created_at: '2026-01-01T00:00:00.000Z',
  data: { email_id: emailId, from: `Somebody <${from}>`, to: ['lead@example.com'], subject: 'x' },
});

export const inboundEvent = (emailId: string, from: string, to: string[]) => ({
  type: 'email.received',
  created_at: '2026-01-01T00:00:00.000Z',
  data: { email_id: emailId, from, to, subject: 'A question', message_id: `<${emailId}@mail>` },
});
