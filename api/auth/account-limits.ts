import type pg from 'pg';
import { createRateLimit } from '../rate-limits.ts';

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** How often accounts may be asked about, by programs and by pages together. */
export const createAccountLimits = (pool: pg.Pool, secret: string) => {
  const limit = (name: string, points: number, seconds: number) =>
    createRateLimit(pool, { name, points, seconds, secret });
  return {
    forgotten: { perAddress: limit('forgot-from', 20, quarterHour), perAccount: limit('forgot', 3, hour) },
    resets: limit('reset-from', 30, quarterHour),
    // what is mistyped counts as well: that a name is taken is told, and is not to be asked without end
    registered: { perAddress: limit('register-from', 20, hour), perAccount: limit('register', 3, hour) },
  };
};
