import type { TenantSettings } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';
import { Tenant, TenantPolicy } from './entities.ts';

/** A tenant's settings in force, with the version that decisions are stored with. */
export interface TenantInForce {
  tenantId: string;
  slug: string;
  name: string;
  policyVersion: number;
  settings: TenantSettings;
  /** since when nobody is contacted for it; null for a tenant that is active */
  suspendedAt: Date | null;
  suspendedBecause: string | null;
}

const settingsByVersion = new Map<string, TenantSettings>();

/**
 * The tenant of this transaction with its current settings. A version never changes, so its settings are kept in
 * memory once read; which version is in force is read every time.
 */
export const tenantInForce = async (tx: Tx, tenantId: string): Promise<TenantInForce> => {
  const tenant = await tx.findOneOrFail(Tenant, { id: tenantId });
  const key = `${tenantId}:${tenant.policyVersion}`;
  let settings = settingsByVersion.get(key);
  if (!settings) {
    const policy = await tx.findOneOrFail(TenantPolicy, { tenantId, version: tenant.policyVersion });
    settings = policy.settings as TenantSettings;
    if (settingsByVersion.size > 500) settingsByVersion.clear();
    settingsByVersion.set(key, settings);
  }
  const { slug, name, policyVersion, suspendedAt = null, suspendedBecause = null } = tenant;
  return { tenantId, slug, name, policyVersion, settings, suspendedAt, suspendedBecause };
};
