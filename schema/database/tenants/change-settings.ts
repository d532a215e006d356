import { LockMode } from '@mikro-orm/core';
import type { Actor } from '../../contracts/commands.ts';
import type { TenantSettings } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';
import type { AssignmentRule } from '../leads/assignment.ts';
import { canonicalHash } from '../ledger/canonical-hash.ts';
import { applySettings, receivingAccounts } from './apply-settings.ts';
import { noPassword, StaffUser, Tenant, TenantPolicy } from './entities.ts';
import { putVersion } from './put-version.ts';

/** One mistake in settings: where (a JSON pointer), and what was expected there. */
interface Problem {
  path: string;
  expected: string;
  /** where it stands in the text that was sent, if it was one */
  line?: number;
  column?: number;
}

/** Settings as somebody wants them, checked: as written and in force, or what is wrong with them. */
export type DraftedSettings =
  | { ok: true; source: TenantSettings; settings: TenantSettings }
  | { ok: false; problems: Problem[] };

/** A change that a person or a key makes to a tenant's settings. */
export interface SettingsChangeRequest {
  tenantId: string;
  /** the version that whoever asks has seen; null: whichever is in force */
  expectedVersion: number | null;
  /** Makes the new settings of those in force, as written; see `draftSettings` of `domain/tenant/`. Changes nothing in place. */
  change(source: TenantSettings): DraftedSettings;
  actor: Actor;
  /** an address that somebody of the staff has just shown to be theirs */
  proven?: { key: string; email: string };
  /** why, in the words of whoever asks */
  remark?: string | null;
  /** the version whose settings these are */
  rolledBackTo?: number;
  /** among whom the leads of whoever leaves are given out, by the new settings; see `assignmentRule` of `domain/leads/` */
  assign(settings: TenantSettings): AssignmentRule;
}

/** What became of a change. Everything but `changed` has changed nothing. */
export type SettingsChanged =
  | { kind: 'changed'; policyId: string; version: number; before: TenantSettings; after: TenantSettings }
  | { kind: 'unchanged'; version: number }
  /** somebody else changed them since: the version that is in force */
  | { kind: 'conflict'; version: number }
  | { kind: 'invalid'; problems: Problem[] };

/**
 * Makes the next version of a tenant's settings and all that follows from it, in the caller's transaction: staff who come
 * and leave, their leads, calendars to watch, accounts that webhooks find. Two at once: one after the other under the
 * tenant's lock, and the second gets `conflict` unless it said that any version is fine. A change of nothing makes no
 * version. An address of staff logs in only once its owner has opened an invitation, so a new one needs one and a known
 * person's stays as it is, unless it is `proven`. Records no audit: whoever calls knows what was meant, and calls `recordChange`.
 */
export const changeSettings = async (tx: Tx, request: SettingsChangeRequest): Promise<SettingsChanged> => {
  const { tenantId, expectedVersion, actor } = request;
  const locked = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const tenant = await tx.findOneOrFail(Tenant, { id: tenantId }, locked);
  const { policyVersion } = tenant;
  if (expectedVersion !== null && expectedVersion !== policyVersion)
    return { kind: 'conflict', version: policyVersion };
  const current = await tx.findOneOrFail(TenantPolicy, { tenantId, version: policyVersion });
  const before = current.source as TenantSettings;
  const drafted = request.change(structuredClone(before));
  if (!drafted.ok) return { kind: 'invalid', problems: drafted.problems };
  const { source, settings } = drafted;
  if (canonicalHash(before) === canonicalHash(source)) return { kind: 'unchanged', version: policyVersion };
  const problems = [
    ...(await foreignAccounts(tx, tenantId, settings)),
    ...(await whoCannotCome(tx, settings, request.proven)),
    ...(await nobodyLeft(tx, before, settings)),
  ];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const version = policyVersion + 1;
  const { remark = null, rolledBackTo = null } = request;
  const made = { createdBy: `${actor.kind}:${actor.id}`, remark, rolledBackTo };
  const policyId = await putVersion(tx, tenantId, { version, source, settings, ...made });
  await applySettings(tx, tenantId, { settings, applying: { assign: request.assign(settings) } });
  return { kind: 'changed', policyId, version, before, after: source };
};

/** Accounts of vendors that another business receives at already. */
const foreignAccounts = async (tx: Tx, tenantId: string, settings: TenantSettings): Promise<Problem[]> => {
  const problems: Problem[] = [];
  for (const { vendor, account, path } of receivingAccounts(settings)) {
    const [row] = await tx.execute<{ id: string | null }[]>('select routing.tenant_by_account(?, ?) as id', [
      ...[vendor, account],
    ]);
    if (row?.id && row.id !== tenantId) problems.push({ path, expected: 'one that no other business uses' });
  }
  return problems;
};

/** Whoever logs in has shown that the address is theirs: it stays, and nobody else gets it. */
const whoCannotCome = async (
  tx: Tx,
  { staff }: TenantSettings,
  proven: SettingsChangeRequest['proven'],
): Promise<Problem[]> => {
  const users = await tx.find(StaffUser, {}, { fields: ['staffKey', 'email'] });
  return staff.flatMap(({ key, email }, index) => {
    const path = `/staff/${index}/email`;
    const own = users.find(({ staffKey }) => staffKey === key);
    const isProven = proven?.key === key && proven.email === email;
    if (own && !isProven && own.email.toLowerCase() !== email.toLowerCase())
      return [{ path, expected: `${own.email}: an address is changed by whoever reads its mail` }];
    const isAnothers = users.some(
      (user) => user.staffKey !== key && user.email.toLowerCase() === email.toLowerCase(),
    );
    return isAnothers ? [{ path, expected: 'an address that nobody here has had' }] : [];
  });
};

/** An admin who never got in can let nobody else in. */
const nobodyLeft = async (tx: Tx, before: TenantSettings, after: TenantSettings): Promise<Problem[]> => {
  const ableAdmins = async ({ staff }: TenantSettings): Promise<number> =>
    tx.count(StaffUser, {
      staffKey: { $in: staff.filter(({ role }) => role === 'admin').map(({ key }) => key) },
      passwordHash: { $ne: noPassword },
    });
  const isLeft = (await ableAdmins(before)) === 0 || (await ableAdmins(after)) > 0;
  return isLeft ? [] : [{ path: '/staff', expected: 'at least one admin who can log in' }];
};
