import { randomUUID } from 'node:crypto';
import twilio from 'twilio';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { WebhookAnswer, Webhooks } from '../webhooks.ts';
import { readDeliveryRules, retryBy } from './connection-overrides.ts';

export interface Telling {
  /** the name by which faults and the record know it */
  operation: string;
  url: string;
  method: 'GET' | 'POST';
  fields: Record<string, string>;
  /** the number of the call, where the fields do not name it */
  about?: string;
}

/** The signature over an address and the form fields, by Twilio's own code. */
export function signature(url: string, fields: Record<string, string>, wrong: boolean): string {
  const token = wrong ? 'not-the-auth-token' : sandboxCredentials.twilioAuthToken;
  return twilio.getExpectedTwilioSignature(token, url, fields);
}

/** Sends one signed webhook by the rules in its address; a repeated attempt carries the same token. */
export function tell(
  webhooks: Webhooks,
  { operation, url, method, fields, about }: Telling,
): Promise<WebhookAnswer> {
  const rules = readDeliveryRules(url);
  const query = new URLSearchParams(fields).toString();
  const address = method === 'GET' ? `${rules.url}${rules.url.includes('?') ? '&' : '?'}${query}` : rules.url;
  const signed = method === 'GET' ? {} : fields;
  return webhooks.deliver({
    operation,
    ...(about !== undefined && { about }),
    url: address,
    method,
    body: method === 'GET' ? '' : query,
    headers: {
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      accept: '*/*',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': randomUUID(),
    },
    sign: (wrong) => ({ 'x-twilio-signature': signature(address, signed, wrong) }),
    connectTimeoutMs: rules.connectTimeoutMs,
    timeoutMs: Math.min(rules.readTimeoutMs, rules.totalMs),
    retry: retryBy(rules),
  });
}
