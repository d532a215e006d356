// Whoever may not listen any more does not, though nothing changes.
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endSession } from '../../api/auth/session.ts';
import { viewerOf } from '../../api/auth/viewer-of.ts';
import { createLive } from '../../api/live/create-live.ts';
import { createApiKey, revokeApiKey } from '../../schema/database/tenants/api-keys.ts';
import { ask, asRole, globalId } from '../graphql/ask.ts';
import { tokenOfStaff } from '../graphql/sign-in.ts';
import { keptLog } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
});
afterAll(() => database.drop());

const context = () => ({ db: database.db, log: keptLog().log });

const requestOf = (token: string): Request => {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  return { headers, method: 'POST', get: (name: string) => headers[name], is: () => false } as never;
};

const hour = 3_600_000;
const listen = async (token: string, lookEveryMs = hour) => {
  const request = requestOf(token);
  const viewer = await viewerOf(context(), request);
  const live = createLive(context(), { lookEveryMs });
  const events = live({ request, viewer, response: new EventEmitter() as Response }).follow(null);
  expect((await events.next()).value).toMatchObject({ afresh: true });
  return events;
};

const execute = (sql: string): Promise<unknown> => database.db.inTenant(tenantId, (tx) => tx.execute(sql));

const changed = async (name: string, type: string, staffKey: string, more: object = {}): Promise<void> => {
  const [row] = (await execute(`select id from staff_user where staff_key = '${staffKey}'`)) as {
    id: string;
  }[];
  const input = { personId: globalId('StaffUser', row?.id ?? ''), ...more };
  const mutation = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
  const { data } = await ask(database.db, asRole(tenantId, 'admin'), mutation, { input });
  expect(data[name]).toEqual({ __typename: 'StaffUser' });
};
const restOf = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _told of events);
};

test.each<[what: string, staffKey: 'agent' | 'viewer', end: (token: string) => Promise<unknown>]>([
  ['is logged out', 'agent', (token) => endSession(database.db, token)],
  ['is disabled by an admin', 'viewer', () => changed('disablePerson', 'PersonInput', 'viewer')],
  [
    'gets another role from an admin',
    'agent',
    () => changed('changePersonRole', 'ChangePersonRoleInput', 'agent', { role: 'VIEWER' }),
  ],
])('a listener who %s is let go of at once', async (_what, staffKey, end) => {
  const token = await tokenOfStaff(database.db, tenantId, staffKey);
  const events = await listen(token);
  await end(token);
  await expect(restOf(events)).rejects.toThrow(/^Sign in first/);
});

test('a listener whose session is over is let go of a little later', async () => {
  const events = await listen(await tokenOfStaff(database.db, tenantId, 'admin'), 30);
  await execute('update staff_session set expires_at = now()');
  await expect(restOf(events)).rejects.toThrow(/^Sign in first/);
});

test('a listener with a key is let go of as soon as it is revoked, and not with whoever made it', async () => {
  const actor = { kind: 'staff', id: 'agent' } as const;
  const wanted = { tenantId, name: 'Site', scopes: ['leads:read'], expiresAt: null, actor } as const;
  const key = await database.db.inTenant(tenantId, (tx) => createApiKey(tx, wanted));
  if (key === 'tooMany') throw new Error('too many keys');
  const events = await listen(key.secret);
  await changed('disablePerson', 'PersonInput', 'agent');
  expect(await viewerOf(context(), requestOf(key.secret))).toMatchObject({ kind: 'key', keyId: key.id });
  await database.db.inTenant(tenantId, (tx) => revokeApiKey(tx, { tenantId, id: key.id, actor }));
  await expect(restOf(events)).rejects.toThrow(/^Sign in first/);
});
