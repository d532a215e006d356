import { findAccountLink } from '../../schema/database/accounts/account-links.ts';
import { AccountLink } from '../../schema/database/accounts/entities.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, type StaffUserRow } from '../../schema/database/tenants/entities.ts';
import { verifyTenant } from '../../schema/database/tenants/register-tenant.ts';
import type { AcceptResult } from './accept-invitation.ts';
import { passwordMatches } from './password.ts';

/** Who registered the business that a link lets begin. */
export interface OpenRegistration {
  tenantId: string;
  linkId: string;
  user: StaffUserRow;
}

/** Looks at a link without using it; null when it opens nothing. */
export const findRegistration = async (db: Database, token: string): Promise<OpenRegistration | null> => {
  const found = await findAccountLink(db.pool, 'verifyAddress', token);
  if (!found) return null;
  const { tenantId, linkId } = found;
  const user = await db.inTenant(tenantId, async (tx) => {
    const link = await tx.findOne(AccountLink, { id: linkId });
    return (await tx.findOne(StaffUser, { id: link?.userId ?? linkId })) as StaffUserRow | null;
  });
  return user && { tenantId, linkId, user };
};

/**
 * Lets a business begin, once, for whoever has the link and knows the password that was chosen: somebody else may have
 * registered with this address, and would be let in by its owner's click.
 */
export const verifyBusiness = async (
  { db, linkSecret }: { db: Database; linkSecret: string },
  { token, password }: { token: string; password: string },
): Promise<AcceptResult> => {
  const found = await findRegistration(db, token);
  if (!found) return { kind: 'over' };
  if (!(await passwordMatches(found.user.passwordHash, password)))
    return { kind: 'unfit', problem: 'expected the password that was chosen' };
  const done = await verifyTenant(db, found, linkSecret);
  if (done === 'verified') return { kind: 'changed', email: found.user.email };
  return { kind: done === 'taken' ? 'elsewhere' : 'over' };
};
