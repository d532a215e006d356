// Guessing at a password over HTTP, on a real database: it is slowed from everywhere, and keeps nobody out of their own.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deviceOfToken, knownDevice } from '../../api/auth/known-device.ts';
import { type AuthWorld, authWorld, password } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await authWorld();
});
afterAll(() => world.database.drop());
const forgetCounts = () => world.database.db.pool.query('delete from routing.rate_limit');
beforeEach(forgetCounts);

/** Each from a network address of its own. */
const guess = async (email: string, times: number): Promise<number[]> => {
  const statuses: number[] = [];
  for (let i = 0; i < times; i += 1)
    statuses.push((await world.logIn({ email, password: `guess ${i}` })).status);
  return statuses;
};
const attacked = async (email: string): Promise<void> => {
  await guess(email, 51);
};
const deviceCookieOf = (cookies: string[]): string =>
  cookies.find((cookie) => cookie.startsWith('leadline_device_'))?.split(';')[0] ?? '';

describe('guessing at one account from many network addresses', () => {
  test('is slowed after fifty guesses, whether or not anybody has the account, in the same words', async () => {
    const [known, unknown] = ['viewer@alpha.example', 'nobody@alpha.example'];
    const both = [await guess(known, 51), await guess(unknown, 51)];
    for (const statuses of both) expect(statuses).toEqual([...Array.from({ length: 50 }, () => 401), 429]);
    const answers = [
      await world.logIn({ email: known, password }),
      await world.logIn({ email: unknown, password }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(Object.keys(answers[0]?.headers ?? {})).toEqual(Object.keys(answers[1]?.headers ?? {}));
  });

  test('does not keep out who comes with a device that signed in before', async () => {
    const { cookies, body } = await world.signIn('agent');
    const right = { email: 'agent@alpha.example', password };
    await attacked(right.email);
    expect((await world.logIn(right)).status).toBe(429);
    expect((await world.logIn(right, { cookie: deviceCookieOf(cookies) })).status).toBe(200);
    expect((await world.logIn({ ...right, deviceToken: body.deviceToken })).status).toBe(200);
  });

  test('is not undone by the owner’s own log-ins meanwhile', async () => {
    const { cookies } = await world.signIn('admin');
    const right = { email: 'admin@alpha.example', password };
    await guess(right.email, 25);
    await world.logIn(right, { cookie: deviceCookieOf(cookies) });
    await world.logIn(right);
    expect((await guess(right.email, 26)).at(-1)).toBe(429);
  });
});

describe('a known device', () => {
  const known = async () => {
    const { body } = await world.signIn('admin', password);
    return String(body.deviceToken);
  };

  test('has guesses of its own, and then no more than any other', async () => {
    const deviceToken = await known();
    await forgetCounts();
    const statuses: number[] = [];
    const from = { 'x-forwarded-for': '10.9.0.1' };
    for (let i = 0; i < 21; i += 1)
      statuses.push(
        (await world.logIn({ email: 'admin@alpha.example', password: 'wrong', deviceToken }, from)).status,
      );
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
  });

  test('is known to its own account only, opens nothing, and is not made up', async () => {
    const deviceToken = await known();
    await attacked('agent@alpha.example');
    const agent = { email: 'agent@alpha.example', password };
    expect((await world.logIn({ ...agent, deviceToken })).status).toBe(429);
    const [until = '', device = ''] = knownDevice('a secret of somebody else', agent.email).value.split('.');
    const madeUp = [
      ...['', 'x', deviceToken.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
      ...[
        `${until}.${device}.${'0'.repeat(64)}`,
        knownDevice('a secret of somebody else', agent.email).value,
      ],
    ];
    for (const token of madeUp)
      expect((await world.logIn({ ...agent, deviceToken: token })).status).toBe(429);
    expect(await world.whoIs(deviceToken)).toBeNull();
  });

  test('is a cookie that no script and no foreign page gets at, and that a log-out leaves', async () => {
    const { cookies, token } = await world.signIn('admin');
    const cookie = cookies.find((each) => each.startsWith('leadline_device_')) ?? '';
    expect(cookie).toMatch(/Path=\/api\/auth; .*HttpOnly; SameSite=Strict/);
    const out = await world.post('/api/auth/logout', token);
    expect(String(out.headers['set-cookie'])).not.toContain('leadline_device_');
  });

  test('is forgotten after a year', () => {
    const [made, year] = [new Date('2030-01-01T00:00:00Z'), 366 * 24 * 3_600_000];
    const { value } = knownDevice('s', 'Ada@alpha.example', made);
    expect(
      deviceOfToken('s', ' ada@ALPHA.example', value, new Date(made.getTime() + year - 1)),
    ).not.toBeNull();
    expect(deviceOfToken('s', 'ada@alpha.example', value, new Date(made.getTime() + year))).toBeNull();
  });
});
