import { beginSession } from '../../api/auth/session.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';

/** A token of this member of staff, as the log-in gives it. */
export const tokenOfStaff = async (db: Database, tenantId: string, staffKey: string): Promise<string> => {
  const user = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(StaffUser, { staffKey }));
  const { id: userId, passwordHash } = user;
  const session = await beginSession(db, { tenantId, userId, passwordHash });
  if (!session) throw new Error(`${staffKey} may not sign in`);
  return session.token;
};
