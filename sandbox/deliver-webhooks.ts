import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import type { RecordBook } from './record.ts';
import { sendRequest } from './send-request.ts';
import type { Webhook, WebhookAnswer, Webhooks } from './webhooks.ts';

export interface WebhookSender extends Webhooks {
  /** settles when the next webhook has been delivered, or after the time given */
  nextDelivered(withinMs: number): Promise<void>;
  /** webhooks that still wait are never sent */
  drop(): void;
}

const heldBackMs = 2000;

const textOf = ({ url, body, about = '' }: Webhook): string => `${url} ${body} ${about}`;

/** The webhooks of one vendor, with its faults, each attempt in the record. */
export function createWebhookSender(vendor: string, faults: Faults, record: RecordBook): WebhookSender {
  let life = new AbortController();
  const delivered = new EventTarget();

  const nextDelivered = (withinMs: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    delivered.addEventListener('delivered', () => resolve(), { once: true, signal: life.signal });
    life.signal.addEventListener('abort', () => resolve());
    return promise.finally(() => clearTimeout(timer));
  };

  const sendOnce = async (webhook: Webhook, named: string[]): Promise<WebhookAnswer> => {
    const wrong = faults.take(webhook.operation, 'badSignature', textOf(webhook)) !== null;
    const headers = { ...webhook.headers, ...webhook.sign?.(wrong) };
    const { operation, url, body, method = 'POST', timeoutMs = 15_000 } = webhook;
    const entry = record.open({ kind: 'webhook', vendor, operation, method, url, headers, body });
    const connectTimeoutMs = Math.min(webhook.connectTimeoutMs ?? 5000, timeoutMs);
    const answer = await sendRequest({ url, method, headers, body, connectTimeoutMs, timeoutMs });
    const used = wrong ? [...named, 'badSignature'] : named;
    if ('failure' in answer) record.close(entry, { failure: answer.failure, faults: used });
    else record.close(entry, { answer: { status: answer.status, body: answer.text }, faults: used });
    return answer;
  };

  const sendUntilTaken = async (webhook: Webhook, named: string[]): Promise<WebhookAnswer> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await sendOnce(webhook, named);
      const waitMs = webhook.retry?.(answer, attempt) ?? null;
      if (waitMs === null || life.signal.aborted) return answer;
      await pause(waitMs, undefined, { signal: life.signal });
    }
  };

  const lose = (webhook: Webhook): WebhookAnswer => {
    const { operation, url, body, method = 'POST', headers = {} } = webhook;
    const entry = record.open({ kind: 'webhook', vendor, operation, method, url, headers, body });
    record.close(entry, { failure: 'lost', faults: ['lostCallback'] });
    return { failure: 'lost' };
  };

  const deliverNow = async (webhook: Webhook): Promise<WebhookAnswer> => {
    if (webhook.delayMs) await pause(webhook.delayMs, undefined, { signal: life.signal });
    if (faults.take(webhook.operation, 'lostCallback', textOf(webhook))) return lose(webhook);
    const named: string[] = [];
    if (faults.take(webhook.operation, 'reorderCallbacks', textOf(webhook))) {
      named.push('reorderCallbacks');
      await nextDelivered(heldBackMs);
    }
    const twice = faults.take(webhook.operation, 'duplicateCallback', textOf(webhook)) !== null;
    if (twice) named.push('duplicateCallback');
    const answer = await sendUntilTaken(webhook, named);
    if (twice) await sendUntilTaken(webhook, named);
    delivered.dispatchEvent(new Event('delivered'));
    return answer;
  };

  return {
    nextDelivered,
    async deliver(webhook) {
      try {
        return await deliverNow(webhook);
      } catch (error) {
        if ((error as Error).name === 'AbortError') return { failure: 'lost' };
        throw error;
      }
    },
    drop() {
      life.abort();
      life = new AbortController();
    },
  };
}
