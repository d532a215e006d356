// How long forgetting a password and registering take must not tell which e-mail addresses are known.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inEvenTime } from '../../api/auth/even-time.ts';
import { forgotPassword } from '../../api/auth/forgot-password.ts';
import { register, registerBody } from '../../api/auth/register.ts';
import type { RateLimit } from '../../api/rate-limits.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await seedTenant(database.db, 'Alpha');
});
afterAll(() => database.drop());

const never: RateLimit = {
  take: async () => ({ allowed: true }),
  charge: async () => ({ allowed: true, left: 1, endsInSeconds: 1 }),
  takeBack: async () => undefined,
  forget: async () => undefined,
  of: (key) => ({ key, points: 1, seconds: 1 }),
};

const timeOf = async (work: () => Promise<unknown>): Promise<number> => {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
};

let names = 0;
const ports = () => ({ db: database.db, linkSecret: testLinkSecret, perAccount: never });
const asked: [
  what: string,
  answersInMs: number,
  ask: (email: string, answersInMs: number) => Promise<unknown>,
][] = [
  [
    'a password was forgotten',
    100,
    (email, answersInMs) => forgotPassword({ ...ports(), answersInMs }, email),
  ],
  [
    'a business is registered',
    250,
    (email, answersInMs) => {
      names += 1;
      const more = { publicBaseUrl: 'http://127.0.0.1:4000', mailDomain: 'leadline.example', answersInMs };
      const business = { business: 'Weiss Pools', slug: `weiss-${names}`, country: 'DE', language: 'de' };
      const person = { timeZone: 'Europe/Berlin', name: 'Nora Weiss', email };
      const body = { ...business, ...person, password: 'four walls and a red kettle' };
      return register({ ...ports(), ...more }, registerBody.parse(body));
    },
  ],
];

test.each(asked)('when %s, an unknown address takes as long as a known one', async (_what, stepMs, ask) => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  // by turns, so that whatever else the machine does slows both alike; the first round warms up
  for (let round = 0; round < 8; round += 1)
    for (const kind of ['unknown', 'known'] as const) {
      const email = kind === 'known' ? 'agent@alpha.example' : `nobody${round}@elsewhere.example`;
      const took = await timeOf(() => ask(email, stepMs));
      if (round > 0) times[kind].push(took);
    }
  const median = (kind: 'known' | 'unknown') => times[kind].toSorted((a, b) => a - b)[3] ?? 0;
  expect(median('known') / median('unknown')).toBeGreaterThan(0.75);
  expect(median('known') / median('unknown')).toBeLessThan(1.33);
});

test('what failed is told as late as what was done', async () => {
  const failing = () => inEvenTime(40, () => Promise.reject(new Error('no database')));
  const took = await timeOf(() => expect(failing()).rejects.toThrow('no database'));
  expect(took).toBeGreaterThan(39);
});
