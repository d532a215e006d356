import * as z from 'zod';
import type { Database } from '../../schema/database/database.ts';
import { loginByHash } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { StaffUser, type StaffUserRow } from '../../schema/database/tenants/entities.ts';
import { deviceOfToken } from './known-device.ts';
import { type LogInLimits, takeTry } from './log-in-limits.ts';
import { passwordMatches } from './password.ts';
import { beginSession } from './session.ts';
import type { SessionTokens } from './session-tokens.ts';

export const logInBody = z.object({
  email: z.string().trim().min(3, 'expected an e-mail address').max(320, 'expected an e-mail address'),
  password: z.string().min(1, 'expected a password').max(1000, 'expected at most 1000 characters'),
  /** from an earlier log-in: the browser's cookie for programs */
  deviceToken: z.string().max(200, 'expected at most 200 characters').optional(),
});

export type LogInResult =
  | { kind: 'in'; tokens: SessionTokens; user: StaffUserRow }
  | { kind: 'refused' }
  | { kind: 'tooMany'; retryAfterSeconds: number };

/** Who wants in, from which network address, and with what: a program, and a device that may be known. */
export interface Attempt {
  email: string;
  password: string;
  address: string;
  userAgent?: string | null;
  deviceToken?: string | null;
}

const nobody = '00000000-0000-0000-0000-000000000000';

const staffUser = async (db: Database, linkSecret: string, email: string): Promise<StaffUserRow | null> => {
  const login = await loginByHash(db.pool, keyedHash(linkSecret, email));
  // an unknown address asks the database as often as a known one: the time it takes must not tell them apart
  const { tenant_id, user_id } = login ?? { tenant_id: nobody, user_id: nobody };
  return db.inTenant(
    tenant_id,
    async (tx) => (await tx.findOne(StaffUser, { id: user_id })) as StaffUserRow | null,
  );
};

/** Signs somebody in. An unknown address, a wrong password and a disabled log-in get the same answer in the same time. */
export const logIn = async (
  { db, linkSecret, limits }: { db: Database; linkSecret: string; limits: LogInLimits },
  { email, password, address, userAgent = null, deviceToken }: Attempt,
): Promise<LogInResult> => {
  const known = deviceToken ? deviceOfToken(linkSecret, email, deviceToken) : null;
  const attempt = await takeTry(limits, { email, address, device: known });
  if (!attempt.allowed) return { kind: 'tooMany', retryAfterSeconds: attempt.retryAfterSeconds };
  const user = await staffUser(db, linkSecret, email);
  const matches = await passwordMatches(user?.passwordHash ?? null, password);
  if (!user || !matches || user.disabledAt) return { kind: 'refused' };
  const { id: userId, tenantId, passwordHash } = user;
  const tokens = await beginSession(db, { tenantId, userId, passwordHash, device: userAgent });
  if (!tokens) return { kind: 'refused' };
  await attempt.succeeded();
  return { kind: 'in', user, tokens };
};
