import { ResendRefusal } from './errors.ts';

/** Requests per second and team, with the headers that the vendor sends. */
export function createRateLimit(perSecond: number, now: () => number) {
  let second = 0;
  let used = 0;

  /** Counts one request and answers its headers, or refuses it. */
  return function count(): Record<string, string> {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      used = 0;
    }
    used += 1;
    const headers = {
      'ratelimit-limit': String(perSecond),
      'ratelimit-remaining': String(Math.max(0, perSecond - used)),
      'ratelimit-reset': '1',
    };
    if (used <= perSecond) return headers;
    const why = `Too many requests. You can only make ${perSecond} requests per second.`;
    throw new ResendRefusal(429, 'rate_limit_exceeded', why, { ...headers, 'retry-after': '1' });
  };
}
