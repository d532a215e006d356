// The refresh of a session over HTTP, on a real database: what a used token does when it comes again.
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sessionTimes } from '../../domain/staff/session-times.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { endSessions } from '../../schema/database/tenants/end-sessions.ts';
import { forgetExpired } from '../../schema/database/tenants/forget-expired.ts';
import { type AuthWorld, authWorld, type SignedInPerson } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await authWorld();
});
afterAll(() => world.database.drop());
beforeEach(async () => {
  await world.execute('update staff_user set disabled_at = null');
  await world.startAudit();
});

const refresh = (refreshToken: string) => world.post('/api/auth/refresh', null, { refreshToken });
const renewed = async (refreshToken: string): Promise<SignedInPerson> => {
  const { status, body } = await refresh(refreshToken);
  expect(status).toBe(200);
  return { ...body, body, cookies: [] };
};
/** As if all that was used had been used longer ago than a double use lasts. */
const momentsPass = () =>
  world.execute(`update staff_session set refreshed_at = refreshed_at - ? * interval '1 millisecond'`, [
    sessionTimes.doubleUseMs + 1,
  ]);
const alive = async (...people: { token: string }[]): Promise<boolean[]> =>
  Promise.all(people.map(async ({ token }) => (await world.whoIs(token)) !== null));

describe('a refresh', () => {
  test('gives a new pair of tokens, and the session goes on to its end and no further', async () => {
    const first = await world.signIn();
    const second = await renewed(first.refreshToken);
    expect(second.body).toEqual({
      token: expect.stringMatching(/^[\w-]{32}$/),
      expiresAt: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{32}$/),
      refreshExpiresAt: first.body.refreshExpiresAt,
    });
    expect(second.token).not.toBe(first.token);
    expect(await alive(first, second)).toEqual([true, true]);
    expect((await refresh(second.refreshToken)).status).toBe(200);
  });

  test('is stored as hashes only', async () => {
    const { refreshToken } = await world.signIn();
    const next = await renewed(refreshToken);
    const stored = JSON.stringify(await world.execute('select * from staff_session'));
    for (const token of [refreshToken, next.refreshToken, next.token]) {
      expect(stored).not.toContain(token);
      const { rows } = await world.database.db.pool.query('select * from routing.token_by_hash($1)', [token]);
      expect(rows).toEqual([]);
    }
  });

  test('takes no access token, and a refresh token opens nothing', async () => {
    const { token, refreshToken } = await world.signIn();
    expect((await refresh(token)).status).toBe(401);
    expect(await world.whoIs(refreshToken)).toBeNull();
  });

  test.each([
    ['no token', {}, 401],
    ['an unknown one', { refreshToken: 'x'.repeat(32) }, 401],
    ['something else than a text', { refreshToken: { $ne: '' } }, 400],
  ])('with %s is refused', async (_what, body, status) => {
    expect((await world.post('/api/auth/refresh', null, body)).status).toBe(status);
  });

  test('of somebody who may not sign in any more is refused', async () => {
    const { refreshToken } = await world.signIn('agent');
    await world.execute(`update staff_user set disabled_at = now() where staff_key = 'agent'`);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  test('is refused once the session is over, by its time or by a log-out', async () => {
    const [one, other] = [await world.signIn('viewer'), await world.signIn('viewer')];
    await world.post('/api/auth/logout', other.token);
    expect((await refresh(other.refreshToken)).status).toBe(401);
    await world.execute(`update staff_session set expires_at = now() where user_id = ?`, [
      await world.userId('viewer'),
    ]);
    expect((await refresh(one.refreshToken)).status).toBe(401);
  });

  test('may be asked for sixty times in a quarter of an hour', async () => {
    let { refreshToken } = await world.signIn();
    for (let i = 0; i < 60; i += 1) ({ refreshToken } = await renewed(refreshToken));
    const late = await refresh(refreshToken);
    expect([late.status, Number(late.headers['retry-after']) > 0]).toEqual([429, true]);
  });
});

describe('a refresh token that comes again', () => {
  test('ends all that its session gave out, and no other session', async () => {
    const [stolen, other] = [await world.signIn(), await world.signIn()];
    const second = await renewed(stolen.refreshToken);
    const third = await renewed(second.refreshToken);
    await momentsPass();
    expect((await refresh(stolen.refreshToken)).status).toBe(401);
    expect(await alive(stolen, second, third, other)).toEqual([false, false, false, true]);
    expect((await refresh(third.refreshToken)).status).toBe(401);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  test('is written into the audit log', async () => {
    const { refreshToken } = await world.signIn('agent');
    await renewed(refreshToken);
    await momentsPass();
    await refresh(refreshToken);
    await refresh(refreshToken);
    expect(await world.audit()).toMatchObject([
      {
        ...{ action: 'sessionEndedByReuse', actor_kind: 'system', subject_kind: 'StaffUser' },
        ...{ subject_id: await world.userId('agent'), after: { sessionId: expect.any(String) } },
      },
    ]);
  });

  test('is known for one until its session is over, however long ago it was used', async () => {
    const { refreshToken } = await world.signIn();
    const next = await renewed(refreshToken);
    await momentsPass();
    await forgetExpired(world.database.db);
    await refresh(refreshToken);
    expect(await alive(next)).toEqual([false]);
  });

  test('within a moment is a second tab or a lost answer: either successor goes on', async () => {
    for (const taken of [0, 1]) {
      const { refreshToken } = await world.signIn();
      const successors = [await renewed(refreshToken), await renewed(refreshToken)];
      await momentsPass();
      const next = await renewed(successors[taken]?.refreshToken ?? '');
      expect(await alive(next)).toEqual([true]);
    }
  });

  test('of two at once both are answered, and the session knows both successors', async () => {
    const { refreshToken } = await world.signIn();
    let both: Promise<SignedInPerson[]> | undefined;
    await world.inTenant(async (tx) => {
      await tx.execute('select from staff_session for update');
      both = Promise.all([renewed(refreshToken), renewed(refreshToken)]);
      await world.somebodyWaits(2);
    });
    const hashes = ((await both) ?? []).map((each) => hashToken(each.refreshToken));
    const [session] = await world.execute('select next_refresh from staff_session order by id desc limit 1');
    expect(session?.next_refresh).toHaveLength(2);
    expect(session?.next_refresh).toEqual(expect.arrayContaining(hashes));
  });

  test.each([
    ['the owner', 0],
    ['the thief', 1],
  ])(
    'lets a thief who follows within the moment stay until both have refreshed, if %s comes first',
    async (_who, first) => {
      const { refreshToken } = await world.signIn();
      const held = [await renewed(refreshToken), await renewed(refreshToken)];
      const goesOn = await renewed(held[first]?.refreshToken ?? '');
      // at once: no moment protects the successor that was not taken
      expect((await refresh(held[1 - first]?.refreshToken ?? '')).status).toBe(401);
      expect(await alive(goesOn, ...held)).toEqual([false, false, false]);
    },
  );
});

describe('a refresh that races', () => {
  test('with a log-out everywhere leaves no token that opens anything, whichever comes first', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { token, refreshToken } = await world.signIn();
      const [refreshed] = await Promise.all([
        refresh(refreshToken),
        world.post('/api/auth/logout-everywhere', token),
      ]);
      if (refreshed.status === 200) expect(await alive(refreshed.body)).toEqual([false]);
      expect((await refresh(refreshed.body.refreshToken ?? refreshToken)).status).toBe(401);
    }
  });

  test('waits for a log-out everywhere that came first, and is refused', async () => {
    const { refreshToken } = await world.signIn();
    const { tenantId } = world;
    const userId = await world.userId('admin');
    let refreshing: Promise<request.Response> | undefined;
    await world.inTenant(async (tx) => {
      await endSessions(tx, { tenantId, userId });
      refreshing = refresh(refreshToken).then((answer) => answer);
      await world.somebodyWaits();
    });
    expect((await refreshing)?.status).toBe(401);
  });

  test('with the disabling of its owner gives nothing that opens anything', async () => {
    const { refreshToken } = await world.signIn('agent');
    const { tenantId } = world;
    const userId = await world.userId('agent');
    let refreshing: Promise<request.Response> | undefined;
    await world.inTenant(async (tx) => {
      await tx.execute('select from staff_session where user_id = ? for update', [userId]);
      refreshing = refresh(refreshToken).then((answer) => answer);
      await world.somebodyWaits();
      await tx.execute('update staff_user set disabled_at = now() where id = ?', [userId]);
      await endSessions(tx, { tenantId, userId });
    });
    expect((await refreshing)?.status).toBe(401);
    await world.execute('update staff_user set disabled_at = null where id = ?', [userId]);
    expect((await refresh(refreshToken)).status).toBe(401);
  });
});

describe('in a browser', () => {
  const cookieOf = ({ cookies }: SignedInPerson, name: string): string =>
    cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? '';
  const byCookie = (cookie: string) => request(world.app).post('/api/auth/refresh').set('cookie', cookie);

  test('a session is refreshed by its cookie, and no script sees the tokens', async () => {
    const person = await world.signIn();
    const answer = await byCookie(cookieOf(person, 'leadline_refresh')).set('x-leadline-csrf', '1');
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['expiresAt', 'refreshExpiresAt']);
    const cookies = answer.headers['set-cookie'] as unknown as string[];
    const token = /leadline_session=([\w-]+)/.exec(String(cookies))?.[1] ?? '';
    expect(await world.whoIs(token)).toBe('admin');
    expect((await byCookie(String(cookies[1]).split(';')[0] ?? '').send({})).status).toBe(200);
  });

  test('it is not refreshed by what a foreign page’s form can send', async () => {
    const cookie = cookieOf(await world.signIn(), 'leadline_refresh');
    expect((await byCookie(cookie)).status).toBe(401);
    expect((await byCookie(cookie).type('form').send('a=b')).status).toBe(401);
    expect((await byCookie(cookie).set('x-leadline-csrf', '1')).status).toBe(200);
  });

  test('the log-out ends the session also when only the cookie that renews it is left', async () => {
    const person = await world.signIn();
    const out = await request(world.app)
      .post('/api/auth/logout')
      .set({ cookie: cookieOf(person, 'leadline_refresh'), 'x-leadline-csrf': '1' });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toMatch(/leadline_session=;.*leadline_refresh=;/);
    expect(await alive(person)).toEqual([false]);
  });
});
