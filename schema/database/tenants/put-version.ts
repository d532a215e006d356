import type { TenantSettings } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Tenant, TenantPolicy } from './entities.ts';

/** Settings as they are kept: as written, and in force with the pace applied. */
export interface VersionToPut {
  version: number;
  source: TenantSettings;
  settings: TenantSettings;
  createdBy: string;
  remark?: string | null;
  rolledBackTo?: number | null;
}

/** Writes the next version of a tenant's settings and puts it in force; answers its id. The tenant's row is locked, or new. */
export const putVersion = async (tx: Tx, tenantId: string, next: VersionToPut): Promise<string> => {
  const id = uuidV7();
  await tx.insert(TenantPolicy, { id, tenantId, createdAt: new Date(), ...next });
  const { version: policyVersion, settings } = next;
  await tx.nativeUpdate(Tenant, { id: tenantId }, { name: settings.profile.name, policyVersion });
  return id;
};
