import type pg from 'pg';
import { keyedHash } from '../schema/database/secrets.ts';

/** Whether one more is allowed, and if not, when it will be. */
export type RateAnswer = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** What is left of a limit, and for how long. */
export interface Charged {
  allowed: boolean;
  left: number;
  endsInSeconds: number;
}

/** Counts how often something happened under a key, in all processes together. */
export interface RateLimit {
  /** Counts one. Throws when the database cannot be asked: what cannot be counted is not let through. */
  take(key: string): Promise<RateAnswer>;
  /** Counts as many as something costs. What is refused counts nothing: something cheaper may still fit. */
  charge(key: string, cost: number): Promise<Charged>;
  /** Takes back one that was counted and is to be none. */
  takeBack(key: string): Promise<void>;
  /** Forgets what was counted under this key. */
  forget(key: string): Promise<void>;
  /** What `takeTogether` counts with: the key's hash, and how often it may be counted within how long. */
  of(key: string): Counter;
}

export interface Counter {
  key: string;
  points: number;
  seconds: number;
}

/**
 * A limit of `points` within `seconds` per key, kept in `routing.rate_limit`. Keys may be addresses and numbers: only
 * their hash, keyed by `secret`, is stored. Two limits of one `name` share their counters.
 */
export const createRateLimit = (
  pool: pg.Pool,
  { name, points, seconds, secret }: { name: string; points: number; seconds: number; secret: string },
): RateLimit => {
  const of = (key: string): Counter => ({
    key: `${name}:${keyedHash(secret, `${name}:${key}`)}`,
    points,
    seconds,
  });
  return {
    of,
    take: (key) => takeTogether(pool, [of(key)]),
    charge: async (key, cost) => {
      const [counted] = await count(pool, [of(key)], cost);
      if (!counted) throw new Error('a rate limit answered nothing');
      const allowed = counted.points <= points;
      if (!allowed) await takeBack(pool, of(key).key, cost);
      const used = allowed ? counted.points : counted.points - cost;
      return { allowed, left: Math.max(0, points - used), endsInSeconds: inSeconds(counted.ends_in) };
    },
    takeBack: (key) => takeBack(pool, of(key).key, 1),
    forget: async (key) => {
      await pool.query('delete from routing.rate_limit where key = $1', [of(key).key]);
    },
  };
};

/** Counts one under each of several keys, in one statement; allowed if it is under all of them. */
export const takeTogether = async (pool: pg.Pool, counters: readonly Counter[]): Promise<RateAnswer> => {
  const rows = await count(pool, counters, 1);
  const mostOf = new Map(counters.map(({ key, points }) => [key, points]));
  const waits = rows.flatMap(({ key, points, ends_in }) =>
    points > (mostOf.get(key) ?? 0) ? [ends_in] : [],
  );
  return waits.length === 0
    ? { allowed: true }
    : { allowed: false, retryAfterSeconds: Math.max(...waits.map(inSeconds)) };
};

const inSeconds = (endsIn: number): number => Math.max(1, Math.ceil(endsIn));

interface Counted {
  key: string;
  points: number;
  ends_in: number;
}

const count = async (pool: pg.Pool, counters: readonly Counter[], points: number): Promise<Counted[]> => {
  // in one order: two statements that lock the same rows must not wait for each other
  const sorted = [...counters].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await pool.query<Counted>({
    name: 'rate-limit-take',
    text: takeStatement,
    values: [sorted.map(({ key }) => key), sorted.map(({ seconds }) => seconds), points],
  });
  forgetExpired(pool);
  return rows;
};

const takeBack = async (pool: pg.Pool, key: string, points: number): Promise<void> => {
  await pool.query(
    'update routing.rate_limit set points = greatest(points - $2::int, 0) where key = $1 and points > 0',
    [key, points],
  );
};

// by the database's clock: the processes' own may differ. Not waited for on its disk: the counts of an instant may be lost
// with a crash of the database, and everybody who asks would feel it
const takeStatement = `
  with clock as (
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms, set_config('synchronous_commit', 'off', true)
  )
  insert into routing.rate_limit as kept (key, points, expire)
  select given.key, $3::int, clock.ms + given.seconds * 1000
  from clock, unnest($1::text[], $2::bigint[]) as given (key, seconds)
  on conflict (key) do update set
    points = case when kept.expire <= (select ms from clock) then excluded.points else kept.points + excluded.points end,
    expire = case when kept.expire <= (select ms from clock) then excluded.expire else kept.expire end
  returning kept.key, kept.points, (kept.expire - (select ms from clock))::float8 / 1000 as ends_in`;

const forgetEveryMs = 5 * 60 * 1000;
let forgottenAt = performance.now();

/** Counters that have ended count from one again in any case: they are only in the way. */
const forgetExpired = (pool: pg.Pool): void => {
  if (performance.now() - forgottenAt < forgetEveryMs) return;
  forgottenAt = performance.now();
  pool
    .query('delete from routing.rate_limit where expire < extract(epoch from now()) * 1000')
    .catch(() => undefined);
};
