// The change of a password over HTTP, on a real database.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPassword, passwordMatches } from '../../api/auth/password.ts';
import { beginSession } from '../../api/auth/session.ts';
import { setPassword } from '../../schema/database/tenants/set-password.ts';
import { type AuthWorld, authWorld, password } from './auth-world.ts';

const next = 'quite another password';
let world: AuthWorld;
beforeAll(async () => {
  world = await authWorld();
});
afterAll(() => world.database.drop());

let hashOfTests: string;
beforeEach(async () => {
  hashOfTests ??= await hashPassword(password);
  await world.execute('update staff_user set password_hash = ?, disabled_at = null', [hashOfTests]);
  await world.startAudit();
});

const change = (token: string | null, body: object) => world.post('/api/auth/password', token, body);

describe('a change of the password', () => {
  test('lets the new one in and the old one no more', async () => {
    const { token } = await world.signIn();
    expect((await change(token, { current: password, new: next })).status).toBe(204);
    expect((await world.logIn({ email: 'admin@alpha.example', password })).status).toBe(401);
    expect((await world.signIn('admin', next)).token).toBeTruthy();
  });

  test('ends every other session of the person, and nobody else’s', async () => {
    const [mine, other, agent] = [await world.signIn(), await world.signIn(), await world.signIn('agent')];
    expect((await change(mine.token, { current: password, new: next })).status).toBe(204);
    expect(await Promise.all([mine, other, agent].map(({ token }) => world.whoIs(token)))).toEqual([
      'admin',
      null,
      'agent',
    ]);
  });

  test('stands in the audit log, without a word of either password or its hash', async () => {
    const { token } = await world.signIn();
    await change(token, { current: password, new: next });
    const [entry, ...others] = await world.audit();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      ...{ action: 'passwordChanged', actor_kind: 'staff', actor_id: 'admin', subject_kind: 'StaffUser' },
      ...{ subject_id: await world.userId('admin'), before: null },
    });
    expect(JSON.stringify(entry)).not.toMatch(/argon2|password of tests|another password/);
  });

  test.each([
    ['a wrong current password', { current: 'wrong', new: next }, 403, 'refused'],
    ['a short new one', { current: password, new: 'short' }, 400, 'new: expected at least 12'],
    ['one’s own address', { current: password, new: 'admin@alpha.example' }, 400, 'new: expected more than'],
    ['a very long one', { current: password, new: 'x'.repeat(2000) }, 400, 'new: expected at most 128'],
    ['no current password', { new: next }, 400, 'current'],
  ])('with %s changes nothing', async (_what, body, status, said) => {
    const [mine, other] = [await world.signIn(), await world.signIn()];
    const answer = await change(mine.token, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(said);
    expect(await world.whoIs(other.token)).toBe('admin');
    expect(await world.audit()).toEqual([]);
    await world.signIn();
  });

  test('is for whoever is signed in', async () => {
    expect((await change(null, { current: password, new: next })).status).toBe(401);
  });

  test('lets nobody with an open session guess at the password without limit', async () => {
    const { token } = await world.signIn('viewer');
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1)
      statuses.push((await change(token, { current: `guess ${i}`, new: next })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
    const late = await change(token, { current: password, new: next });
    expect([late.status, Number(late.headers['retry-after']) > 0]).toEqual([429, true]);
  });

  test('of two at once one wins, and the other is told that its password is not the current one', async () => {
    const [one, other] = [await world.signIn('agent'), await world.signIn('agent')];
    const wanted = ['the first of two passwords', 'the second of two passwords'];
    const answers = await Promise.all(
      [one, other].map(({ token }, i) => change(token, { current: password, new: wanted[i] })),
    );
    // the loser's session was ended: it may find that out before it is asked for its password
    const winner = answers.findIndex(({ status }) => status === 204);
    expect([401, 403]).toContain(answers[1 - winner]?.status);
    const [row] = await world.execute(`select password_hash from staff_user where staff_key = 'agent'`);
    expect(await passwordMatches(String(row?.password_hash), wanted[winner] ?? '')).toBe(true);
  });
});

describe('a session that begins while the password changes', () => {
  const verified = async () => ({
    tenantId: world.tenantId,
    userId: await world.userId('admin'),
    passwordHash: hashOfTests,
  });
  const newPassword = async () => ({
    ...(await verified()),
    passwordHash: await hashPassword(next),
    ...{ action: 'passwordReset' as const, actor: { kind: 'staff' as const, id: 'admin' } },
  });

  test('does not begin when the change came first', async () => {
    const [session, changed] = [await verified(), await newPassword()];
    let beginning: ReturnType<typeof beginSession> | undefined;
    await world.inTenant(async (tx) => {
      expect(await setPassword(tx, changed)).toBe(true);
      beginning = beginSession(world.database.db, session);
      await world.somebodyWaits();
    });
    expect(await beginning).toBeNull();
  });

  test('ends with the change when the session came first', async () => {
    const [session, changed] = [await verified(), await newPassword()];
    let setting: Promise<boolean> | undefined;
    const { db } = world.database;
    const begun = await beginSession(
      {
        ...db,
        // the change comes while the session is written and not yet there
        inTenant: (tenantId, work) =>
          db.inTenant(tenantId, async (tx) => {
            const answer = await work(tx);
            setting = world.inTenant((other) => setPassword(other, changed));
            await world.somebodyWaits();
            return answer;
          }),
      },
      session,
    );
    expect(await setting).toBe(true);
    expect(await world.whoIs(begun?.token ?? '')).toBeNull();
  });

  test('does not begin for somebody who was disabled after the password was verified', async () => {
    await world.execute(`update staff_user set disabled_at = now() where staff_key = 'admin'`);
    expect(await beginSession(world.database.db, await verified())).toBeNull();
  });
});
