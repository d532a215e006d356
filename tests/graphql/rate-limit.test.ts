// Rate limits on a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRateLimit } from '../../api/rate-limits.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('a rate limit', () => {
  const limit = (name: string) =>
    createRateLimit(database.db.pool, { name, points: 2, seconds: 60, secret: testLinkSecret });

  test('is one for all processes, counts per key and can be forgotten', async () => {
    const [here, there] = [limit('shared'), limit('shared')];
    expect(await here.take('a')).toEqual({ allowed: true });
    expect(await there.take('a')).toEqual({ allowed: true });
    expect(await here.take('a')).toEqual({ allowed: false, retryAfterSeconds: expect.any(Number) });
    expect(await there.take('b')).toEqual({ allowed: true });
    await here.forget('a');
    expect(await there.take('a')).toEqual({ allowed: true });
  });

  test('stores no number and no address', async () => {
    await limit('private').take('+447700900123');
    const { rows } = await database.db.pool.query('select key from routing.rate_limit');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/7700900123|10\.\d|example/);
  });

  test('lets nothing through when it cannot count', async () => {
    const pool = Object.assign(Object.create(database.db.pool), {
      query: (_q: unknown, done?: (error: Error) => void) => {
        const down = new Error('the database is down');
        if (done) return done(down);
        return Promise.reject(down);
      },
    });
    const broken = createRateLimit(pool, { name: 'broken', points: 2, seconds: 60, secret: testLinkSecret });
    await expect(broken.take('a')).rejects.toThrow('the database is down');
  });
});
