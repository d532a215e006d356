import express, { type Express } from 'express';
import request from 'supertest';
import { vi } from 'vitest';
import { authenticate } from '../../api/auth/authenticate.ts';
import { hashPassword } from '../../api/auth/password.ts';
import { createAuth } from '../../api/auth/routes.ts';
import type { Tx } from '../../schema/database/database.ts';
import { testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

export const password = 'a password of tests';

export interface SignedInPerson {
  token: string;
  refreshToken: string;
  cookies: string[];
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answered
  body: any;
}

/** The routes of log-in on a database of their own, with everybody of one business able to sign in. */
export interface AuthWorld {
  database: TestDatabase;
  app: Express;
  tenantId: string;
  userId(staffKey: string): Promise<string>;
  execute(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  inTenant<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** From a network address that nobody used before: limits count per address. */
  logIn(body: object, headers?: Record<string, string>): request.Test;
  signIn(staffKey?: string, secret?: string, headers?: Record<string, string>): Promise<SignedInPerson>;
  post(path: string, token: string | null, body?: object): request.Test;
  /** The key of whoever this token speaks for; null for nobody. */
  whoIs(token: string): Promise<string | null>;
  /** The changes of the audit log since `startAudit`, oldest first. */
  audit(): Promise<Record<string, unknown>[]>;
  /** What is in the audit log stays there, as it does for everybody; it is not told any more. */
  startAudit(): Promise<void>;
  /** Comes back once so many wait for a lock that another transaction holds. */
  somebodyWaits(howMany?: number): Promise<void>;
}

export const authWorld = async (): Promise<AuthWorld> => {
  const database = await testDatabase();
  const { db } = database;
  const passwordHash = await hashPassword(password);
  const { tenantId } = await seedTenant(db, 'Alpha', { firstPassword: async () => passwordHash });
  const app = express();
  app.set('trust proxy', true);
  app.use('/api/auth', createAuth(testApiContext(db)));
  app.all('/whoami', async (req, res) => {
    res.json(await authenticate({ db }, req));
  });
  let addresses = 0;
  const inTenant: AuthWorld['inTenant'] = (work) => db.inTenant(tenantId, work);
  const execute: AuthWorld['execute'] = (sql, values = []) => inTenant((tx) => tx.execute(sql, values));
  let told = 0;
  const entries = () =>
    execute(
      'select action, actor_kind, actor_id, subject_kind, subject_id, before, after from audit_entry order by created_at, id',
    );
  const logIn: AuthWorld['logIn'] = (body, headers = {}) => {
    addresses += 1;
    const from = `10.0.${Math.floor(addresses / 250)}.${addresses % 250}`;
    return request(app)
      .post('/api/auth/login')
      .set({ 'x-forwarded-for': from, ...headers })
      .send(body);
  };
  return {
    ...{ database, app, tenantId, inTenant, execute, logIn },
    userId: async (staffKey) => {
      const [row] = await execute('select id from staff_user where staff_key = ?', [staffKey]);
      return String(row?.id);
    },
    signIn: async (staffKey = 'admin', secret = password, sent = {}) => {
      const { status, body, headers } = await logIn(
        { email: `${staffKey}@alpha.example`, password: secret },
        sent,
      );
      if (status !== 200) throw new Error(`the log-in answers ${status}`);
      const cookies = headers['set-cookie'] as unknown as string[];
      return { token: body.token, refreshToken: body.refreshToken, cookies, body };
    },
    post: (path, token, body) => {
      const asked = request(app).post(path);
      if (token) asked.set('authorization', `Bearer ${token}`);
      return body ? asked.send(body) : asked;
    },
    whoIs: async (token) => {
      const { body } = await request(app).get('/whoami').set('authorization', `Bearer ${token}`);
      return body?.staffKey ?? null;
    },
    audit: async () => (await entries()).slice(told),
    startAudit: async () => {
      told = (await entries()).length;
    },
    somebodyWaits: (howMany = 1) =>
      vi.waitFor(async () => {
        const { rows } = await db.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        if (rows.length < howMany) throw new Error(`${rows.length} wait`);
      }),
  };
};
