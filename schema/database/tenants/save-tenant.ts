import { LockMode } from '@mikro-orm/core';
import type { StaffMember, TenantSettings } from '../../contracts/tenant.ts';
import type { Database, Tx } from '../database.ts';
import type { AssignmentRule } from '../leads/assignment.ts';
import { canonicalHash } from '../ledger/canonical-hash.ts';
import { tenantBySlug } from '../routing/doors.ts';
import { keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { applySettings } from './apply-settings.ts';
import { Tenant, TenantPolicy } from './entities.ts';
import { putVersion } from './put-version.ts';

/** A tenant as it is read from its file. */
export interface TenantToSave {
  slug: string;
  /** as written */
  source: TenantSettings;
  /** in force: the pace applied */
  settings: TenantSettings;
  savedBy: string;
  /** among whom the leads of whoever left are given out; among nobody when left out */
  assign?: AssignmentRule;
}

/** How a new member of staff gets in: the hash of a first password, or null for nobody's. */
export type FirstPassword = (member: StaffMember) => Promise<string | null>;

/** What became of a tenant's settings. */
export interface SavedTenant {
  tenantId: string;
  policyVersion: number;
  changed: boolean;
  /** by whom the settings were made that are in force, or were until now, when it is not who saves */
  othersSince: string | null;
}

/**
 * Brings a tenant's rows in line with its settings: a new policy version when they differ, its staff, and the accounts
 * by which webhooks find it. A second call with the same settings changes nothing, also when somebody else has changed
 * them meanwhile: what is loaded at every start must not undo what people did in between.
 */
export const saveTenant = async (
  db: Database,
  tenant: TenantToSave,
  secrets: { linkSecret: string; firstPassword: FirstPassword },
): Promise<SavedTenant> => {
  const tenantId = (await tenantBySlug(db.pool, tenant.slug)) ?? uuidV7();
  return db.inTenant(tenantId, async (tx) => {
    const { settings, ...saved } = await savePolicy(tx, tenantId, tenant);
    await tx.execute('select routing.put_tenant(?, ?)', [tenantId, tenant.slug]);
    await applySettings(tx, tenantId, {
      settings,
      applying: {
        ...(tenant.assign && { assign: tenant.assign }),
        firstPassword: secrets.firstPassword,
        putLogIn: async ({ email }, userId) => {
          // an address that the file does not name any more logs nobody in
          await tx.execute('select routing.move_login(?, ?, ?)', [
            ...[tenantId, keyedHash(secrets.linkSecret, email), userId],
          ]);
        },
      },
    });
    return { tenantId, ...saved };
  });
};

interface Saved {
  policyVersion: number;
  changed: boolean;
  othersSince: string | null;
  /** in force now */
  settings: TenantSettings;
}

const savePolicy = async (
  tx: Tx,
  tenantId: string,
  { slug, source, settings, savedBy: createdBy }: TenantToSave,
): Promise<Saved> => {
  const known = await tx.findOne(Tenant, { id: tenantId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const current = known && (await tx.findOne(TenantPolicy, { tenantId, version: known.policyVersion }));
  const [lastOfTheirs] = known
    ? await tx.find(TenantPolicy, { tenantId, createdBy }, { orderBy: { version: 'desc' }, limit: 1 })
    : [];
  const isKnown = [current, lastOfTheirs].some(
    (policy) => policy && canonicalHash(policy.source) === canonicalHash(source),
  );
  const differs = current && canonicalHash(current.source) !== canonicalHash(source);
  const othersSince = differs && current.createdBy !== createdBy ? current.createdBy : null;
  if (current && isKnown)
    return {
      policyVersion: current.version,
      changed: false,
      othersSince,
      settings: current.settings as TenantSettings,
    };
  const version = (known?.policyVersion ?? 0) + 1;
  if (!known) {
    const { name } = settings.profile;
    await tx.insert(Tenant, { id: tenantId, tenantId, createdAt: new Date(), slug, name, policyVersion: 0 });
  }
  await putVersion(tx, tenantId, { version, source, settings, createdBy });
  return { policyVersion: version, changed: true, othersSince, settings };
};
