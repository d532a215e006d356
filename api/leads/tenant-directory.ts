import type { Database } from '../../schema/database/database.ts';
import { tenantBySlug } from '../../schema/database/routing/doors.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';

/** Tenants by the name in their addresses. */
export type TenantDirectory = (slug: string) => Promise<TenantInForce | null>;

/**
 * Looks tenants up and remembers each for a moment: a form needs the settings to be read, not to be decided by, so a
 * change of policy may reach it a second later.
 */
export const createTenantDirectory = (db: Database, rememberMs = 1_000): TenantDirectory => {
  const known = new Map<string, { tenant: Promise<TenantInForce | null>; until: number }>();
  const look = async (slug: string): Promise<TenantInForce | null> => {
    const tenantId = await tenantBySlug(db.pool, slug);
    return tenantId ? db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId)) : null;
  };
  return (slug) => {
    const now = Date.now();
    const found = known.get(slug);
    if (found && found.until > now) return found.tenant;
    if (known.size > 1_000) known.clear();
    const tenant = look(slug);
    known.set(slug, { tenant, until: now + rememberMs });
    tenant.catch(() => known.delete(slug));
    return tenant;
  };
};
