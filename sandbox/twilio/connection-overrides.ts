import type { WebhookAnswer } from '../webhooks.ts';

/** How a webhook is delivered: the defaults, or what the address asks for behind its `#`. */
export interface DeliveryRules {
  /** the address without the fragment: that is what is requested and signed */
  url: string;
  connectTimeoutMs: number;
  readTimeoutMs: number;
  totalMs: number;
  retries: number;
  policy: Set<string>;
}

const within = (text: string | null, fallback: number, min: number, max: number): number => {
  const value = Number(text ?? fallback);
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
};

/** Reads `#rc=5&rp=all&ct=..&rt=..&tt=..`: retries, on what, and the connect, read and total times in ms. */
export function readDeliveryRules(address: string): DeliveryRules {
  const [url = address, fragment = ''] = address.split('#');
  const asked = new URLSearchParams(fragment);
  return {
    url,
    connectTimeoutMs: within(asked.get('ct'), 5000, 100, 10_000),
    readTimeoutMs: within(asked.get('rt'), 15_000, 100, 15_000),
    totalMs: within(asked.get('tt'), 15_000, 100, 15_000),
    retries: within(asked.get('rc'), 1, 0, 5),
    policy: new Set((asked.get('rp') ?? 'ct').split(',')),
  };
}

function isRetried(answer: WebhookAnswer, policy: Set<string>): boolean {
  const asks = (name: string) => policy.has(name) || policy.has('all');
  if ('failure' in answer) return asks(answer.failure === 'refused' ? 'ct' : 'rt');
  if (answer.status >= 500) return asks('5xx');
  return answer.status >= 400 && asks('4xx');
}

// Twilio does not say how long it waits between attempts; doubling fills its 15 seconds with five of them
const firstWaitMs = 400;

/** The retry rule of one delivery, to be made when it starts. */
export function retryBy(rules: DeliveryRules): (answer: WebhookAnswer, attempt: number) => number | null {
  const startedMs = performance.now();
  return (answer, attempt) => {
    if (attempt > rules.retries || !isRetried(answer, rules.policy)) return null;
    const waitMs = firstWaitMs * 2 ** (attempt - 1);
    return performance.now() - startedMs + waitMs < rules.totalMs ? waitMs : null;
  };
}
