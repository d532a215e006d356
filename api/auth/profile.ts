import type { Database } from '../../schema/database/database.ts';
import { StaffUser, Tenant } from '../../schema/database/tenants/entities.ts';

/** Who somebody is, and of which business. */
export const profileOf = (db: Database, { tenantId, userId }: { tenantId: string; userId: string }) =>
  db.inTenant(tenantId, async (tx) => {
    const user = await tx.findOneOrFail(StaffUser, { id: userId });
    const tenant = await tx.findOneOrFail(Tenant, { id: tenantId });
    const { staffKey: key, name, email, role } = user;
    return { user: { key, name, email, role }, tenant: { slug: tenant.slug, name: tenant.name } };
  });
