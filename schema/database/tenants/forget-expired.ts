import type { Database } from '../database.ts';
import { dropExpiredTokens, tenantsWithExpiredTokens } from '../routing/doors.ts';
import { forgetUnverified } from './register-tenant.ts';

/**
 * Deletes tokens past their end, and with them the sessions that are over of every tenant that had one. A business that
 * nobody verified goes as a whole. A tenant's tokens go last and in the same transaction: they are what leads to it.
 */
export const forgetExpired = async (db: Database): Promise<void> => {
  for (const tenantId of await tenantsWithExpiredTokens(db.pool))
    await db.inTenant(tenantId, async (tx) => {
      await tx.execute('delete from staff_session where expires_at <= now() or ended_at is not null');
      await forgetUnverified(tx);
      await dropExpiredTokens(tx, tenantId);
    });
};
