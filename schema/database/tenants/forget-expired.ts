import type { Database } from '../database.ts';
import { dropExpiredTokens } from '../routing/doors.ts';
import { forgetUnverified } from './register-tenant.ts';

/**
 * Deletes tokens past their end, and the sessions that are over of every tenant that had one. A session that was missed,
 * because its token went before, goes with the tenant's next one. A business that nobody verified goes as a whole.
 */
export const forgetExpired = async (db: Database): Promise<void> => {
  for (const tenantId of await dropExpiredTokens(db.pool))
    await db.inTenant(tenantId, async (tx) => {
      await tx.execute('delete from staff_session where expires_at <= now() or ended_at is not null');
      await forgetUnverified(tx);
    });
};
