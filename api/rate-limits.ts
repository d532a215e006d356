import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { keyedHash } from '../schema/database/secrets.ts';

/** Whether one more is allowed, and if not, when it will be. */
export type RateAnswer = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** Counts how often something happened under a key, in all processes together. */
export interface RateLimit {
  /** Counts one. Throws when the database cannot be asked: what cannot be counted is not let through. */
  take(key: string): Promise<RateAnswer>;
  /** Forgets what was counted under this key. */
  forget(key: string): Promise<void>;
}

/**
 * A limit of `points` within `seconds` per key, kept in `routing.rate_limit`. Keys may be addresses and numbers: only
 * their hash, keyed by `secret`, is stored. Two limits of one `name` share their counters.
 */
export const createRateLimit = (
  pool: pg.Pool,
  { name, points, seconds, secret }: { name: string; points: number; seconds: number; secret: string },
): RateLimit => {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    schemaName: 'routing',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
  });
  const hashed = (key: string): string => keyedHash(secret, `${name}:${key}`);
  return {
    take: async (key) => {
      try {
        await limiter.consume(hashed(key));
        return { allowed: true };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
      }
    },
    forget: async (key) => {
      await limiter.delete(hashed(key));
    },
  };
};
