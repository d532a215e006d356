import { beginSession } from '../../api/auth/session.ts';
import type { Database } from '../../schema/database/database.ts';

/** A token of this member of staff, as the log-in gives it. */
export const tokenOfStaff = async (db: Database, tenantId: string, staffKey: string): Promise<string> => {
  const [user] = await db.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string }[]>('select id from staff_user where staff_key = ?', [staffKey]),
  );
  return (await beginSession(db, { tenantId, userId: user?.id ?? '' })).token;
};
