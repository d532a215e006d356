import type { StaffMember, TenantSettings } from '../../contracts/tenant.ts';
import { withdrawOfLeavers } from '../accounts/invitations.ts';
import { ensureWatches } from '../calendars/ensure-watches.ts';
import type { Tx } from '../database.ts';
import { type AssignmentRule, reassignOfLeavers } from '../leads/assignment.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { endSessions } from './end-sessions.ts';
import { noPassword, StaffUser } from './entities.ts';

/** What settings bring about beside being in force. */
export interface Applying {
  /** among whom the leads of whoever left are given out; among nobody when left out */
  assign?: AssignmentRule;
  /** the hash of a first password for a new member of staff; left out or null: they get in by an invitation */
  firstPassword?(member: StaffMember): Promise<string | null>;
  /** makes an address one that logs in; left out: an invitation does, once its owner has opened it */
  putLogIn?(member: StaffMember, userId: string): Promise<void>;
}

/**
 * Brings a tenant's rows in line with its settings: its staff, their calendars, the leads and invitations of whoever
 * left, and the accounts by which webhooks find it. A second call with the same settings changes nothing.
 */
export const applySettings = async (
  tx: Tx,
  tenantId: string,
  { settings, applying }: { settings: TenantSettings; applying: Applying },
): Promise<void> => {
  for (const { vendor, account } of receivingAccounts(settings))
    await tx.execute('select routing.put_account(?, ?, ?)', [tenantId, vendor, account]);
  for (const member of settings.staff) {
    const userId = await saveStaff(tx, tenantId, member, applying);
    await applying.putLogIn?.(member, userId);
  }
  await shutOutOthers(tx, tenantId, settings.staff);
  await withdrawOfLeavers(tx, settings.staff);
  await ensureWatches(tx, tenantId, settings.staff);
  const staffKeys = settings.staff.map(({ key }) => key);
  await reassignOfLeavers(tx, tenantId, staffKeys, applying.assign ?? (() => []));
};

/**
 * Whoever left stays in the rows, because the timeline names them, and signs in no more. Their sessions end for good: when
 * they come back, nobody comes with them who kept a token.
 */
const shutOutOthers = async (tx: Tx, tenantId: string, staff: readonly StaffMember[]): Promise<void> => {
  const keys = staff.map(({ key }) => key);
  const leavers = await tx.find(StaffUser, { staffKey: { $nin: keys }, disabledAt: null });
  for (const { id: userId } of leavers) {
    await tx.nativeUpdate(StaffUser, { id: userId }, { disabledAt: new Date() });
    await endSessions(tx, { tenantId, userId });
  }
};

const saveStaff = async (
  tx: Tx,
  tenantId: string,
  member: StaffMember,
  { firstPassword }: Applying,
): Promise<string> => {
  const { key: staffKey, name, email, role, calendar } = member;
  const known = await tx.findOne(StaffUser, { staffKey });
  const id = known?.id ?? uuidV7();
  if (known) await tx.nativeUpdate(StaffUser, { id }, { name, email, role, calendar, disabledAt: null });
  else
    await tx.insert(StaffUser, {
      id,
      tenantId,
      createdAt: new Date(),
      staffKey,
      name,
      email,
      role,
      calendar,
      passwordHash: (await firstPassword?.(member)) ?? noPassword,
    });
  return id;
};

/** An account at which a vendor receives something for a tenant, and the setting that names it. */
export interface ReceivingAccount {
  vendor: string;
  account: string;
  path: string;
}

/** The accounts at which vendors receive something for this tenant. */
export const receivingAccounts = (settings: TenantSettings): ReceivingAccount[] => {
  const address = /<([^>]+)>/.exec(settings.email.from)?.[1] ?? settings.email.from;
  const accounts = [
    ...(settings.phone ? [{ vendor: 'twilio', account: settings.phone.number, path: '/phone/number' }] : []),
    { vendor: 'email', account: address.toLowerCase(), path: '/email/from' },
    { vendor: 'email', account: settings.email.replyTo.toLowerCase(), path: '/email/replyTo' },
    ...settings.staff.flatMap(({ calendar }, index) =>
      calendar
        ? [
            {
              vendor: 'microsoft-graph',
              account: calendar.toLowerCase(),
              path: `/staff/${index}/calendar`,
            },
          ]
        : [],
    ),
  ];
  return accounts.filter(
    ({ vendor, account }, index) =>
      accounts.findIndex((other) => other.vendor === vendor && other.account === account) === index,
  );
};
