import type pg from 'pg';
import { createRateLimit, type RateLimit } from '../rate-limits.ts';
import { accountOf } from './known-device.ts';

/**
 * How often somebody may try. From a device that the account knows: by a budget of the device's own, which nobody else
 * can use up. From anywhere else: per network address and account, per network address, and for the account from all of
 * the world together, so that many addresses guess no faster than a few.
 */
export interface LogInLimits {
  perDevice: RateLimit;
  perLogIn: RateLimit;
  perAddress: RateLimit;
  perAccount: RateLimit;
}

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** The limits of one way in; those of another count apart. */
export const createLogInLimits = (pool: pg.Pool, secret: string, way = 'log-in'): LogInLimits => ({
  perDevice: createRateLimit(pool, { name: `${way}-device`, points: 10, seconds: quarterHour, secret }),
  perLogIn: createRateLimit(pool, { name: way, points: 10, seconds: quarterHour, secret }),
  perAddress: createRateLimit(pool, { name: `${way}-from`, points: 100, seconds: quarterHour, secret }),
  perAccount: createRateLimit(pool, { name: `${way}-to`, points: 50, seconds: hour, secret }),
});

/** Who tries, from where, and with which known device, if with one. */
export interface Trier {
  email: string;
  address: string;
  device: string | null;
}

export type TryAnswer =
  /** `succeeded` is called once it was the right password */
  { allowed: true; succeeded(): Promise<void> } | { allowed: false; retryAfterSeconds: number };

/** Counts a try, whether or not anybody has the account: what is counted must not tell. */
export const takeTry = async (limits: LogInLimits, { email, address, device }: Trier): Promise<TryAnswer> => {
  const account = accountOf(email);
  if (device) {
    const key = `${account}|${device}`;
    const { allowed } = await limits.perDevice.take(key);
    if (allowed) return { allowed, succeeded: () => limits.perDevice.forget(key) };
    // a device that guesses is no better known than any other
  }
  const from = `${address}|${account}`;
  for (const [limit, key] of [
    [limits.perLogIn, from],
    [limits.perAddress, address],
    [limits.perAccount, account],
  ] as const) {
    const answer = await limit.take(key);
    if (!answer.allowed) return answer;
  }
  return {
    allowed: true,
    succeeded: async () => {
      await limits.perLogIn.forget(from);
      // only its own: what others guessed meanwhile stays counted
      await limits.perAccount.takeBack(account);
    },
  };
};
