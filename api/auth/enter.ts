import * as z from 'zod';
import type { Database } from '../../schema/database/database.ts';
import { enterTenant, superAdminByHash } from '../../schema/database/platform/enter-tenant.ts';
import { tenantBySlug } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { deviceOfToken } from './known-device.ts';
import { logInBody } from './log-in.ts';
import { type LogInLimits, takeTry } from './log-in-limits.ts';
import { passwordMatches } from './password.ts';

const aTenant = 'expected the name of a business as in its addresses';

export const enterBody = logInBody.extend({ tenant: z.string().trim().min(1, aTenant).max(100, aTenant) });

export type EnterResult =
  | { kind: 'in'; token: string; expiresAt: Date }
  | { kind: 'refused' }
  /** told to nobody but whoever has the right password */
  | { kind: 'noTenant' }
  | { kind: 'tooMany'; retryAfterSeconds: number };

/** What the limits and known devices call the account: one of staff with the same address is another. */
export const platformAccount = (email: string): string => `platform|${email.trim()}`;

/**
 * Lets somebody of the platform into the one business that they name. An unknown address, a wrong password and somebody
 * disabled get the same answer in the same time, whether or not there is such a business.
 */
export const enter = async (
  { db, linkSecret, limits }: { db: Database; linkSecret: string; limits: LogInLimits },
  { email, password, tenant, deviceToken, address }: z.infer<typeof enterBody> & { address: string },
): Promise<EnterResult> => {
  const account = platformAccount(email);
  const device = deviceToken ? deviceOfToken(linkSecret, account, deviceToken) : null;
  const attempt = await takeTry(limits, { email: account, address, device });
  if (!attempt.allowed) return { kind: 'tooMany', retryAfterSeconds: attempt.retryAfterSeconds };
  const superAdmin = await superAdminByHash(db.pool, keyedHash(linkSecret, email));
  const matches = await passwordMatches(superAdmin?.passwordHash ?? null, password);
  if (!superAdmin || !matches) return { kind: 'refused' };
  const tenantId = await tenantBySlug(db.pool, tenant);
  const entered = tenantId && (await enterTenant(db, tenantId, superAdmin));
  if (tenantId && !entered) return { kind: 'refused' };
  await attempt.succeeded();
  return entered ? { kind: 'in', ...entered } : { kind: 'noTenant' };
};
