// What is past its end does not stay in the database.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginSession, endSession, sessionOwner } from '../../api/auth/session.ts';
import { putToken } from '../../schema/database/routing/doors.ts';
import { hashToken, newToken } from '../../schema/database/secrets.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import { forgetExpired } from '../../schema/database/tenants/forget-expired.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const signIn = async (tenantId: string) => {
  const user = await database.db.inTenant(tenantId, (tx) =>
    tx.findOneOrFail(StaffUser, { staffKey: 'admin' }),
  );
  const { id: userId, passwordHash } = user;
  const session = await beginSession(database.db, { tenantId, userId, passwordHash });
  if (!session) throw new Error('nobody could sign in');
  return session;
};
const putLink = async (tenantId: string, until: Date) => {
  const { tokenHash } = newToken();
  const link = { tenantId, tokenHash, kind: 'appointment', ref: uuidV7(), until } as const;
  await database.db.inTenant(tenantId, (tx) => putToken(tx, link));
  return tokenHash;
};
const idsOf = async (sql: string): Promise<string[]> =>
  (await owner.query<{ id: string }>(sql)).rows.map(({ id }) => id).toSorted();

test('expired tokens and sessions that are over are deleted in every tenant, and nothing else', async () => {
  const [alpha, bravo] = [await seedTenant(database.db, 'Alpha'), await seedTenant(database.db, 'Bravo')];
  const past = new Date(Date.now() - 1_000);
  const lasting = await putLink(alpha.tenantId, new Date(Date.now() + 60_000));
  await putLink(alpha.tenantId, past);
  await signIn(alpha.tenantId);
  const [ended, mine] = [await signIn(bravo.tenantId), await signIn(bravo.tenantId)];
  const over = `tenant_id = $2 and kind in ('session', 'refresh')`;
  await owner.query(`update routing.token set expires_at = $1 where ${over}`, [past, alpha.tenantId]);
  await owner.query('update staff_session set expires_at = $1 where tenant_id = $2', [past, alpha.tenantId]);
  await endSession(database.db, ended.token);
  await putLink(bravo.tenantId, past);

  await forgetExpired(database.db);

  expect(await idsOf('select token_hash as id from routing.token')).toEqual(
    [lasting, hashToken(mine.token), hashToken(mine.refreshToken)].toSorted(),
  );
  expect(await idsOf('select tenant_id as id from staff_session')).toEqual([bravo.tenantId]);
  expect(await sessionOwner(database.db, mine.token)).toMatchObject({ staffKey: 'admin' });
});

test('a process that dies on the way loses sight of no tenant', async () => {
  const { tenantId } = await seedTenant(database.db, 'Charlie');
  const { token } = await signIn(tenantId);
  await endSession(database.db, token);
  await putLink(tenantId, new Date(Date.now() - 1_000));
  const dies = { ...database.db, inTenant: () => Promise.reject(new Error('killed')) };
  await expect(forgetExpired(dies)).rejects.toThrow('killed');
  await forgetExpired(database.db);
  expect(await idsOf(`select id from staff_session where tenant_id = '${tenantId}'`)).toEqual([]);
});
