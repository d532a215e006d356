import { LockMode } from '@mikro-orm/core';
import * as z from 'zod';
import { passwordProblem } from '../../domain/staff/password-rules.ts';
import { findAccountLink, takeAccountLink } from '../../schema/database/accounts/account-links.ts';
import { AccountLink } from '../../schema/database/accounts/entities.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, type StaffUserRow, Tenant } from '../../schema/database/tenants/entities.ts';
import { setPassword } from '../../schema/database/tenants/set-password.ts';
import { hashPassword } from './password.ts';

export const resetBody = z.object({
  token: z.string().min(1, 'expected the token of the link').max(100, 'expected the token of the link'),
  password: z.string().max(1000, 'expected at most 128 characters'),
});

export type ResetResult =
  /** of the log-in with this address, which its owner proved to be theirs */
  | { kind: 'changed'; email: string }
  /** the new password may not be used, and the link still may; `problem` ends "expected …" */
  | { kind: 'unfit'; problem: string }
  /** the link is unknown, used or too old */
  | { kind: 'over' };

/** Whose password a link sets anew. */
export interface ResetFor {
  tenantId: string;
  linkId: string;
  user: StaffUserRow;
  business: string;
}

/** Looks at a link without using it; null when it opens nothing. */
export const findReset = async (db: Database, token: string): Promise<ResetFor | null> => {
  const found = await findAccountLink(db.pool, 'passwordReset', token);
  if (!found) return null;
  const { tenantId, linkId } = found;
  return db.inTenant(tenantId, async (tx) => {
    const link = await tx.findOne(AccountLink, { id: linkId });
    const user = (await tx.findOne(StaffUser, {
      id: link?.userId ?? linkId,
      disabledAt: null,
    })) as StaffUserRow | null;
    const { name: business } = await tx.findOneOrFail(Tenant, { id: tenantId });
    return user && { tenantId, linkId, user, business };
  });
};

/**
 * Gives whoever has the link a new password, once, and ends all their sessions and every other such link. They are told of
 * it by e-mail. A password that may not be used leaves the link as it is.
 */
export const resetPassword = async (
  { db }: { db: Database },
  { token, password }: z.infer<typeof resetBody>,
): Promise<ResetResult> => {
  const found = await findReset(db, token);
  if (!found) return { kind: 'over' };
  const { tenantId, linkId, user, business } = found;
  const { id: userId, staffKey, email, name } = user;
  const problem = passwordProblem(password, { email, name, businessName: business });
  if (problem) return { kind: 'unfit', problem };
  const passwordHash = await hashPassword(password);
  return db.inTenant(tenantId, async (tx): Promise<ResetResult> => {
    // the person first, as whoever shuts them out does: of two that wait for each other one would be undone
    const locked = { lockMode: LockMode.PESSIMISTIC_WRITE };
    if (!(await tx.findOne(StaffUser, { id: userId, disabledAt: null }, locked))) return { kind: 'over' };
    if (!(await takeAccountLink(tx, linkId))) return { kind: 'over' };
    const actor = { kind: 'staff', id: staffKey } as const;
    await setPassword(tx, { tenantId, userId, passwordHash, actor, action: 'passwordReset' });
    return { kind: 'changed', email };
  });
};
