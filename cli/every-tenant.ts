import type { Database } from '../schema/database/database.ts';
import { tenantIds } from '../schema/database/routing/doors.ts';
import { type TenantInForce, tenantInForce } from '../schema/database/tenants/policy.ts';

/** Every business, by its name in addresses. */
export const everyTenant = async (db: Database): Promise<TenantInForce[]> => {
  const tenants: TenantInForce[] = [];
  for (const tenantId of await tenantIds(db.pool))
    tenants.push(await db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId)));
  return tenants.toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
};
