// Whoever may not listen any more does not, though nothing changes.
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endSession } from '../../api/auth/session.ts';
import { viewerOf } from '../../api/auth/viewer-of.ts';
import { createLive } from '../../api/live/create-live.ts';
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

const listen = async (token: string) => {
  const request = requestOf(token);
  const viewer = await viewerOf(context(), request);
  const live = createLive(context(), { lookEveryMs: 30 });
  const events = live({ request, viewer, response: new EventEmitter() as Response }).follow(null);
  expect((await events.next()).value).toMatchObject({ afresh: true });
  return events;
};

const execute = (sql: string): Promise<unknown> => database.db.inTenant(tenantId, (tx) => tx.execute(sql));

test.each<[what: string, staffKey: string, end: (token: string) => Promise<unknown>]>([
  ['is logged out', 'agent', (token) => endSession(database.db, token)],
  [
    'is disabled',
    'viewer',
    () => execute(`update staff_user set disabled_at = now() where staff_key = 'viewer'`),
  ],
  [
    'gets another role',
    'admin',
    () => execute(`update staff_user set role = 'viewer' where staff_key = 'admin'`),
  ],
])('a listener who %s is let go of', async (_what, staffKey, end) => {
  const token = await tokenOfStaff(database.db, tenantId, staffKey as 'agent');
  const events = await listen(token);
  await end(token);
  const rest = (async () => {
    for await (const _told of events);
  })();
  await expect(rest).rejects.toThrow(/^Sign in first/);
});
