import * as z from 'zod';
import { passwordProblem } from '../../domain/staff/password-rules.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, Tenant } from '../../schema/database/tenants/entities.ts';
import { setPassword } from '../../schema/database/tenants/set-password.ts';
import type { SignedIn } from '../../schema/graphql/who-asks.ts';
import type { RateLimit } from '../rate-limits.ts';
import { hashPassword, passwordMatches } from './password.ts';

export const changePasswordBody = z.object({
  current: z.string().min(1, 'expected your current password').max(1000, 'expected at most 1000 characters'),
  new: z.string().max(1000, 'expected at most 128 characters'),
});

export type ChangePasswordResult =
  | { kind: 'changed' }
  | { kind: 'tooMany'; retryAfterSeconds: number }
  /** the new one may not be used; `problem` ends "expected …" */
  | { kind: 'unfit'; problem: string }
  | { kind: 'refused' };

/**
 * Gives somebody a new password for their current one, and ends every session of theirs but this. A session alone does
 * not suffice: whoever finds it open may not keep its owner out, and may not guess at their password without limit.
 */
export const changePassword = async (
  { db, limit }: { db: Database; limit: RateLimit },
  viewer: SignedIn,
  { current, new: wanted }: z.infer<typeof changePasswordBody>,
): Promise<ChangePasswordResult> => {
  const { tenantId, userId, staffKey, sessionId } = viewer;
  const [user, tenant] = await db.inTenant(tenantId, async (tx) => [
    await tx.findOneOrFail(StaffUser, { id: userId }),
    await tx.findOneOrFail(Tenant, { id: tenantId }),
  ]);
  const { email, name, passwordHash: replacing } = user;
  const problem = passwordProblem(wanted, { email, name, businessName: tenant.name });
  if (problem) return { kind: 'unfit', problem };
  const answer = await limit.take(userId);
  if (!answer.allowed) return { kind: 'tooMany', retryAfterSeconds: answer.retryAfterSeconds };
  if (!(await passwordMatches(replacing, current))) return { kind: 'refused' };
  const passwordHash = await hashPassword(wanted);
  const changed = await db.inTenant(tenantId, (tx) =>
    setPassword(tx, {
      ...{ tenantId, userId, passwordHash, replacing, action: 'passwordChanged' },
      actor: { kind: 'staff', id: staffKey },
      ...(sessionId ? { except: sessionId } : {}),
    }),
  );
  if (!changed) return { kind: 'refused' };
  await limit.forget(userId);
  return { kind: 'changed' };
};
