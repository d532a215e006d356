import { createHmac } from 'node:crypto';

/** The Standard Webhooks signature of a body, as Svix sends it. */
export function signWebhook(secret: string, id: string, timestampSeconds: number, rawBody: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${id}.${timestampSeconds}.${rawBody}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
