// How long a log-in takes must not tell which e-mail addresses are known.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn } from '../../api/auth/log-in.ts';
import type { LogInLimits } from '../../api/auth/log-in-limits.ts';
import { hashPassword } from '../../api/auth/password.ts';
import type { RateLimit } from '../../api/rate-limits.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const passwordHash = await hashPassword('right');
  const firstPassword = async ({ key }: { key: string }) => (key === 'viewer' ? null : passwordHash);
  await seedTenant(database.db, 'Alpha', { firstPassword });
});
afterAll(() => database.drop());

const never: RateLimit = {
  take: async () => ({ allowed: true }),
  charge: async () => ({ allowed: true, left: 1, endsInSeconds: 1 }),
  takeBack: async () => undefined,
  forget: async () => undefined,
  of: (key) => ({ key, points: 1, seconds: 1 }),
};
const limits: LogInLimits = { perDevice: never, perLogIn: never, perAddress: never, perAccount: never };

const timeOf = async (email: string): Promise<number> => {
  const startedAt = performance.now();
  const attempt = { email, password: 'wrong', address: '10.0.0.1' };
  const { kind } = await logIn({ db: database.db, linkSecret: testLinkSecret, limits }, attempt);
  expect(kind).toBe('refused');
  return performance.now() - startedAt;
};

test('an unknown address and a log-in without a password take as long as a wrong password', async () => {
  const emails = {
    unknown: 'nobody@alpha.example',
    unusable: 'viewer@alpha.example',
    wrong: 'admin@alpha.example',
  };
  const times: Record<string, number[]> = { unknown: [], unusable: [], wrong: [] };
  // by turns, so that whatever else the machine does slows all of them alike; the first round warms up
  for (let round = 0; round < 26; round += 1)
    for (const [kind, email] of Object.entries(emails)) {
      const took = await timeOf(email);
      if (round > 0) times[kind]?.push(took);
    }
  const median = (kind: string) => times[kind]?.toSorted((a, b) => a - b)[12] ?? 0;
  // hashing is slow by design: without it the answer would come in a fifth of the time
  for (const kind of ['unknown', 'unusable']) {
    expect(median(kind) / median('wrong')).toBeGreaterThan(0.6);
    expect(median(kind) / median('wrong')).toBeLessThan(1.67);
  }
});
