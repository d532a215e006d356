import type { StaffMember, TenantSettings } from '../../contracts/tenant.ts';
import { ensureWatches } from '../calendars/ensure-watches.ts';
import type { Database, Tx } from '../database.ts';
import { type AssignmentRule, reassignOfLeavers } from '../leads/assignment.ts';
import { canonicalHash } from '../ledger/canonical-hash.ts';
import { tenantBySlug } from '../routing/doors.ts';
import { keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { StaffUser, Tenant, TenantPolicy } from './entities.ts';

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

/**
 * Brings a tenant's rows in line with its settings: a new policy version when they differ, its staff, and the accounts
 * by which webhooks find it. A second call with the same settings changes nothing.
 */
export const saveTenant = async (
  db: Database,
  tenant: TenantToSave,
  secrets: { linkSecret: string; firstPassword: FirstPassword },
): Promise<{ tenantId: string; policyVersion: number; changed: boolean }> => {
  const tenantId = (await tenantBySlug(db.pool, tenant.slug)) ?? uuidV7();
  return db.inTenant(tenantId, async (tx) => {
    const saved = await savePolicy(tx, tenantId, tenant);
    await tx.execute('select routing.put_tenant(?, ?)', [tenantId, tenant.slug]);
    for (const [vendor, account] of receivingAccounts(tenant.settings))
      await tx.execute('select routing.put_account(?, ?, ?)', [tenantId, vendor, account]);
    for (const member of tenant.settings.staff) await saveStaff(tx, tenantId, member, secrets);
    await shutOutOthers(tx, tenant.settings.staff);
    await ensureWatches(tx, tenantId, tenant.settings.staff);
    const staffKeys = tenant.settings.staff.map(({ key }) => key);
    await reassignOfLeavers(tx, tenantId, staffKeys, tenant.assign ?? (() => []));
    return { tenantId, ...saved };
  });
};

const savePolicy = async (
  tx: Tx,
  tenantId: string,
  { slug, source, settings, savedBy }: TenantToSave,
): Promise<{ policyVersion: number; changed: boolean }> => {
  const name = settings.profile.name;
  const known = await tx.findOne(Tenant, { id: tenantId });
  const current = known && (await tx.findOne(TenantPolicy, { tenantId, version: known.policyVersion }));
  if (known && current && canonicalHash(current.source) === canonicalHash(source))
    return { policyVersion: known.policyVersion, changed: false };
  const version = (known?.policyVersion ?? 0) + 1;
  const now = new Date();
  if (known) await tx.nativeUpdate(Tenant, { id: tenantId }, { name, policyVersion: version });
  else
    await tx.insert(Tenant, { id: tenantId, tenantId, createdAt: now, slug, name, policyVersion: version });
  await tx.insert(TenantPolicy, {
    id: uuidV7(),
    tenantId,
    createdAt: now,
    version,
    source,
    settings,
    createdBy: savedBy,
  });
  return { policyVersion: version, changed: true };
};

/** Whoever left stays in the rows, because the timeline names them, and signs in no more. */
const shutOutOthers = async (tx: Tx, staff: readonly StaffMember[]): Promise<void> => {
  const keys = staff.map(({ key }) => key);
  await tx.nativeUpdate(
    StaffUser,
    { staffKey: { $nin: keys }, disabledAt: null },
    { disabledAt: new Date() },
  );
};

const saveStaff = async (
  tx: Tx,
  tenantId: string,
  member: StaffMember,
  secrets: { linkSecret: string; firstPassword: FirstPassword },
): Promise<void> => {
  const { key: staffKey, name, email, role, calendar } = member;
  const known = await tx.findOne(StaffUser, { staffKey });
  const id = known?.id ?? uuidV7();
  if (known) await tx.nativeUpdate(StaffUser, { id }, { name, email, role, calendar, disabledAt: null });
  else {
    // a hash that no password has: this person gets in by an invitation
    const passwordHash = (await secrets.firstPassword(member)) ?? '!';
    await tx.insert(StaffUser, {
      id,
      tenantId,
      createdAt: new Date(),
      staffKey,
      name,
      email,
      role,
      calendar,
      passwordHash,
    });
  }
  await tx.execute('select routing.put_login(?, ?, ?)', [tenantId, keyedHash(secrets.linkSecret, email), id]);
};

/** The accounts at which vendors receive something for this tenant. */
const receivingAccounts = (settings: TenantSettings): [vendor: string, account: string][] => {
  const address = /<([^>]+)>/.exec(settings.email.from)?.[1] ?? settings.email.from;
  const mailboxes = settings.staff.flatMap((member) => (member.calendar ? [member.calendar] : []));
  return [
    ['twilio', settings.phone.number],
    ...[...new Set([address, settings.email.replyTo])].map((a): [string, string] => [
      'email',
      a.toLowerCase(),
    ]),
    ...mailboxes.map((m): [string, string] => ['microsoft-graph', m.toLowerCase()]),
  ];
};
