import type { TenantSettings } from '../../contracts/tenant.ts';
import { createAccountLink, takeAccountLink } from '../accounts/account-links.ts';
import { Registration } from '../accounts/entities.ts';
import { noteAccount } from '../accounts/note-account.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Database, Tx } from '../database.ts';
import { keyedHash } from '../secrets.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { applySettings } from './apply-settings.ts';
import { StaffUser, Tenant } from './entities.ts';
import { tenantInForce } from './policy.ts';
import { putVersion } from './put-version.ts';

/** A business that somebody registers, with its first person. */
export interface BusinessToRegister {
  slug: string;
  settings: TenantSettings;
  passwordHash: string;
  linkSecret: string;
}

const lastsMs = 24 * 3_600_000;

/**
 * Makes the rows of a new business and mails its first person a link. Until that is opened nobody finds the business: its
 * name leads nowhere, no form takes a lead, its person cannot sign in, and others may still take its name and address.
 */
export const registerTenant = async (
  db: Database,
  { slug, settings, passwordHash, linkSecret }: BusinessToRegister,
): Promise<void> => {
  const tenantId = uuidV7();
  const [now, userId] = [new Date(), uuidV7()];
  const [person] = settings.staff;
  if (!person) throw new Error('a business is registered by somebody');
  const { key: staffKey, name, email, role, calendar } = person;
  await db.inTenant(tenantId, async (tx) => {
    const row = { tenantId, createdAt: now };
    const tenant = { slug: `unverified-${tenantId}`, name: settings.profile.name, policyVersion: 0 };
    await tx.insert(Tenant, { id: tenantId, ...row, ...tenant });
    const createdBy = `staff:${staffKey}`;
    await putVersion(tx, tenantId, { version: 1, source: settings, settings, createdBy });
    await tx.insert(StaffUser, { id: userId, ...row, staffKey, name, email, role, calendar, passwordHash });
    const wanted = { tenantId, kind: 'verifyAddress', userId, lastsMs } as const;
    const link = await createAccountLink(tx, wanted, linkSecret);
    await tx.insert(Registration, { id: uuidV7(), ...row, linkId: link.id, slug });
    await noteAccount(tx, {
      ...{ tenantId, kind: 'verifyAddress', to: { address: email, name }, aboutId: link.id },
      facts: { at: link.expiresAt.toISOString() },
      causedBy: { kind: 'system', id: 'registered' },
    });
  });
};

/** Undoes what was begun: the link stands as it did. */
class Taken extends Error {}

/**
 * Lets a registered business begin, once: its name, its address and its first log-in are known from then on. `taken`: somebody
 * else has the name or the address by now; `over`: the link was used, or is too old.
 */
export const verifyTenant = async (
  db: Database,
  { tenantId, linkId }: { tenantId: string; linkId: string },
  linkSecret: string,
): Promise<'verified' | 'over' | 'taken'> =>
  db
    .inTenant(tenantId, async (tx): Promise<'verified' | 'over'> => {
      if (!(await takeAccountLink(tx, linkId))) return 'over';
      const { id, slug } = await tx.findOneOrFail(Registration, { linkId });
      await tx.nativeUpdate(Tenant, { id: tenantId }, { slug });
      await tx.execute('select routing.put_tenant(?, ?)', [tenantId, slug]);
      const { settings, name } = await tenantInForce(tx, tenantId);
      const putLogIn = (member: { email: string }, userId: string) =>
        claim(tx, tenantId, keyedHash(linkSecret, member.email), userId);
      await applySettings(tx, tenantId, { settings, applying: { putLogIn } });
      await tx.nativeUpdate(Registration, { id }, { verifiedAt: new Date() });
      const actor = { kind: 'staff', id: settings.staff[0]?.key ?? '' } as const;
      const subject = { kind: 'Tenant', id: tenantId };
      const after = { slug, name };
      await recordChange(tx, { tenantId, actor, action: 'businessRegistered', subject, before: null, after });
      return 'verified';
    })
    .catch((failure: unknown) => {
      if (failure instanceof Taken || isUniqueViolation(failure)) return 'taken' as const;
      throw failure;
    });

const claim = async (tx: Tx, tenantId: string, hash: string, userId: string): Promise<void> => {
  const [login] = await tx.execute<{ user_id: string }[]>('select * from routing.login_by_hash(?)', [hash]);
  if (login && login.user_id !== userId) throw new Taken();
  await tx.execute('select routing.put_login(?, ?, ?)', [tenantId, hash, userId]);
};

/** Forgets a business that nobody verified in time, with its person. One that was verified stays, or is just being so. */
export const forgetUnverified = async (tx: Tx): Promise<void> => {
  // who verifies it holds the link first, and then the registration: so does this
  await tx.execute('select from account_link where id in (select link_id from registration) for update');
  const [open] = await tx.execute(
    'select from registration where verified_at is null and created_at <= ? for update',
    [new Date(Date.now() - lastsMs)],
  );
  if (!open) return;
  for (const table of ['email_event', 'email', 'outbound', 'account_mail', 'account_link', 'registration'])
    await tx.execute(`delete from ${table}`);
  for (const table of ['staff_user', 'tenant_policy', 'tenant']) await tx.execute(`delete from ${table}`);
};
