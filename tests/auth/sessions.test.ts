// A person's own sessions over GraphQL, on a real database.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authenticate } from '../../api/auth/authenticate.ts';
import { mostSessions } from '../../domain/staff/session-times.ts';
import type { StaffViewer } from '../../schema/graphql/who-asks.ts';
import { ask, asSuperAdmin, type Data, globalId } from '../graphql/ask.ts';
import { type AuthWorld, authWorld } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await authWorld();
});
afterAll(() => world.database.drop());
beforeEach(async () => {
  await world.execute('delete from staff_session');
  await world.startAudit();
});

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const signedIn = async (staffKey: string, userAgent?: string) => {
  const headers = userAgent ? { 'user-agent': userAgent } : {};
  const { token, refreshToken } = await world.signIn(staffKey, undefined, headers);
  const request = { headers: { authorization: `Bearer ${token}` } } as Parameters<typeof authenticate>[1];
  const member = await authenticate(world.database, request);
  return { token, refreshToken, viewer: { kind: 'staff', ...member } as StaffViewer };
};
const sessionsOf = async (viewer: StaffViewer, args = ''): Promise<Data> => {
  const query = `{ viewer { sessions${args} { nodes { id device current createdAt lastUsedAt expiresAt endedAt }
    pageInfo { hasNextPage endCursor } } } }`;
  const { data, errors } = await ask(world.database.db, viewer, query);
  expect(errors).toEqual([]);
  return data.viewer.sessions;
};
const end = async (viewer: Parameters<typeof ask>[1], sessionId: string): Promise<Data> => {
  const query = `mutation ($sessionId: ID!) { endSession(input: { sessionId: $sessionId }) {
    __typename ... on Session { id endedAt } ... on UserError { message } } }`;
  const { data, errors } = await ask(world.database.db, viewer, query, { sessionId });
  expect(errors).toEqual([]);
  return data.endSession;
};

test('a person sees their own open sessions, newest first, and which of them asks', async () => {
  const first = await signedIn('admin', firefox);
  const second = await signedIn('admin', 'curl/8.14.1');
  await signedIn('agent');
  const { nodes } = await sessionsOf(first.viewer);
  expect(nodes).toMatchObject([
    { device: 'curl', current: false, endedAt: null },
    { device: 'Firefox, Linux', current: true, endedAt: null },
  ]);
  await end(first.viewer, nodes[0].id);
  expect((await sessionsOf(first.viewer)).nodes).toMatchObject([{ device: 'Firefox, Linux' }]);
  expect(await world.whoIs(second.token)).toBeNull();
});

test('a session was last used when it was last refreshed', async () => {
  const { viewer, refreshToken } = await signedIn('admin');
  const [before] = (await sessionsOf(viewer)).nodes;
  expect(before.lastUsedAt).toEqual(before.createdAt);
  await world.post('/api/auth/refresh', null, { refreshToken });
  const [after] = (await sessionsOf(viewer)).nodes;
  expect(Date.parse(after.lastUsedAt)).toBeGreaterThan(Date.parse(after.createdAt));
});

test('many sessions are read page by page', async () => {
  const { viewer } = await signedIn('admin');
  for (let i = 0; i < 2; i += 1) await signedIn('admin');
  const page = await sessionsOf(viewer, '(first: 2)');
  expect([page.nodes.length, page.pageInfo.hasNextPage]).toEqual([2, true]);
  const next = await sessionsOf(viewer, `(first: 2, after: "${page.pageInfo.endCursor}")`);
  expect(next.nodes).toMatchObject([{ current: true }]);
});

test('of more log-ins than one person may have that ends which was used longest ago, also when two come at once', async () => {
  const [first, second] = [await signedIn('admin'), await signedIn('admin')];
  const { body } = await world.post('/api/auth/refresh', null, { refreshToken: first.refreshToken });
  const colleague = await signedIn('agent');
  for (let i = 2; i < mostSessions - 1; i += 1) await signedIn('admin');
  expect(await world.whoIs(second.token)).toBe('admin');
  let both: Promise<unknown> = Promise.resolve();
  await world.inTenant(async (tx) => {
    await tx.execute(`select from staff_user where staff_key = 'admin' for update`);
    both = Promise.all([signedIn('admin'), signedIn('admin')]);
    await world.somebodyWaits(2);
  });
  await both;
  expect(await world.whoIs(second.token)).toBeNull();
  expect([await world.whoIs(body.token), await world.whoIs(colleague.token)]).toEqual(['admin', 'agent']);
  const open =
    'select from staff_session s join staff_user u on u.id = s.user_id where staff_key = ? and ended_at is null';
  expect(await world.execute(open, ['admin'])).toHaveLength(mostSessions);
});

test('ended, it opens nothing and is not refreshed; a second call changes nothing; the audit log tells of it once', async () => {
  const [mine, other] = [await signedIn('admin'), await signedIn('admin')];
  const id = globalId('Session', other.viewer.sessionId ?? '');
  const ended = await end(mine.viewer, id);
  expect(ended).toMatchObject({ __typename: 'Session', id, endedAt: expect.anything() });
  expect(await end(mine.viewer, id)).toEqual(ended);
  expect(await world.whoIs(other.token)).toBeNull();
  const { refreshToken } = other;
  expect((await world.post('/api/auth/refresh', null, { refreshToken })).status).toBe(401);
  expect(await world.whoIs(mine.token)).toBe('admin');
  expect(await world.audit()).toMatchObject([
    { action: 'sessionEnded', actor_id: 'admin', after: { sessionId: other.viewer.sessionId } },
  ]);
});

test('nobody ends or sees the session of a colleague, whatever their role', async () => {
  const [admin, agent] = [await signedIn('admin'), await signedIn('agent')];
  const id = globalId('Session', agent.viewer.sessionId ?? '');
  for (const viewer of [admin.viewer, asSuperAdmin(world.tenantId)])
    expect(await end(viewer, id)).toEqual({ __typename: 'NotFound', message: 'There is no such session.' });
  expect(await world.whoIs(agent.token)).toBe('agent');
  const { data } = await ask(world.database.db, admin.viewer, 'query ($id: ID!) { node(id: $id) { id } }', {
    id,
  });
  expect(data?.node ?? null).toBeNull();
});

test('what is no session’s id is to be mended', async () => {
  const { viewer } = await signedIn('admin');
  for (const id of ['', 'x', globalId('Lead', viewer.userId)])
    expect(await end(viewer, id)).toMatchObject({ __typename: 'InvalidInput' });
});
