import type { Database } from '../../schema/database/database.ts';
import { tenantBySlug } from '../../schema/database/routing/doors.ts';
import { storableText } from '../../schema/database/storable.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';

/** Tenants by the name in their addresses. */
export type TenantDirectory = (slug: string) => Promise<TenantInForce | null>;

interface Remembered {
  tenant: Promise<TenantInForce | null>;
  /** after this instant it is looked up again, in the background */
  freshUntil: number;
  /** after this instant whoever asks waits for that */
  usableUntil: number;
}

/**
 * Looks tenants up and remembers each for a moment: a form needs the settings to be read, not to be decided by, so a
 * change of policy may reach it a few seconds later.
 */
export const createTenantDirectory = (db: Database, freshMs = 1_000, usableMs = 10_000): TenantDirectory => {
  const known = new Map<string, Remembered>();
  const look = async (slug: string): Promise<TenantInForce | null> => {
    const tenantId = await tenantBySlug(db.pool, storableText(slug));
    return tenantId ? db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId)) : null;
  };
  return (slug) => {
    const now = Date.now();
    const found = known.get(slug);
    if (found && found.freshUntil > now) return found.tenant;
    if (known.size > 1_000) known.clear();
    const tenant = look(slug);
    const looked = { tenant, freshUntil: now + freshMs, usableUntil: now + usableMs };
    if (!found || found.usableUntil <= now) {
      known.set(slug, looked);
      tenant.catch(() => known.delete(slug));
      return tenant;
    }
    // marked as fresh, so that one look at a time is under way; one that fails changes nothing
    known.set(slug, { ...found, freshUntil: now + freshMs });
    tenant.then(() => known.set(slug, looked)).catch(() => undefined);
    return found.tenant;
  };
};
