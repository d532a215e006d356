import { assignmentRule } from '../../domain/leads/assign.ts';
import { passwordProblem } from '../../domain/staff/password-rules.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import { staffKeyFor, withMember } from '../../domain/tenant/staff-changes.ts';
import { findAccountLink, takeAccountLink } from '../../schema/database/accounts/account-links.ts';
import { Invitation, type InvitationRow } from '../../schema/database/accounts/entities.ts';
import { lockTenant } from '../../schema/database/accounts/invitations.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import type { Database, Tx } from '../../schema/database/database.ts';
import { loginByHash } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { changeSettings } from '../../schema/database/tenants/change-settings.ts';
import { StaffUser, type StaffUserRow, Tenant } from '../../schema/database/tenants/entities.ts';
import { setPassword } from '../../schema/database/tenants/set-password.ts';
import { isUniqueViolation } from '../../schema/database/unique-violation.ts';
import { hashPassword } from './password.ts';
import type { ResetResult } from './reset-password.ts';

/** An invitation that can be accepted. */
export interface OpenInvitation {
  tenantId: string;
  invitation: InvitationRow;
  business: string;
  /** the address signs in to another business, or as somebody else */
  elsewhere: boolean;
}

/** Looks at an invitation without using it; null when its link opens nothing. */
export const findInvitation = async (
  { db, linkSecret }: { db: Database; linkSecret: string },
  token: string,
): Promise<OpenInvitation | null> => {
  const found = await findAccountLink(db.pool, 'invitation', token);
  if (!found) return null;
  const { tenantId, linkId } = found;
  const open = { linkId, acceptedAt: null, withdrawnAt: null };
  const looked = await db.inTenant(tenantId, async (tx) => {
    const invitation = (await tx.findOne(Invitation, open)) as InvitationRow | null;
    const { name: business } = await tx.findOneOrFail(Tenant, { id: tenantId });
    const staffKey = invitation?.staffKey ?? null;
    const own = staffKey === null ? null : await tx.findOne(StaffUser, { staffKey }, { fields: ['id'] });
    return invitation && { invitation, business, ownId: own?.id ?? null };
  });
  if (!looked) return null;
  const { invitation, business, ownId } = looked;
  const login = await loginByHash(db.pool, keyedHash(linkSecret, invitation.email));
  const elsewhere = login !== null && login.user_id !== ownId;
  // the log-in may be the one that it was accepted for since it was read
  if (elsewhere && !(await db.inTenant(tenantId, (tx) => tx.count(Invitation, open)))) return null;
  return { tenantId, invitation, business, elsewhere };
};

export type AcceptResult = ResetResult | { kind: 'elsewhere' };

/** Undoes what was begun: the link stands as it did. */
class CannotJoin extends Error {}

/**
 * Makes whoever has the link one of the staff, with a log-in and a password, once: a new version of the settings, by
 * themselves. An address that signs in elsewhere stays there.
 */
export const acceptInvitation = async (
  ports: { db: Database; linkSecret: string },
  { token, password }: { token: string; password: string },
): Promise<AcceptResult> => {
  const { db, linkSecret } = ports;
  const found = await findInvitation(ports, token);
  if (!found) return { kind: 'over' };
  if (found.elsewhere) return { kind: 'elsewhere' };
  const { tenantId, invitation, business } = found;
  const { email, name } = invitation;
  const problem = passwordProblem(password, { email, name, businessName: business });
  if (problem) return { kind: 'unfit', problem };
  const passwordHash = await hashPassword(password);
  return db
    .inTenant(tenantId, async (tx): Promise<AcceptResult> => {
      // the tenant first, as whoever withdraws it does: of two that wait for each other one would be undone
      await lockTenant(tx, tenantId);
      if (!(await takeAccountLink(tx, invitation.linkId))) return { kind: 'over' };
      const { id: userId, staffKey } = await join(tx, invitation);
      const logIn = [tenantId, keyedHash(linkSecret, email), userId];
      await tx.execute('select routing.put_login(?, ?, ?)', logIn);
      const actor = { kind: 'staff', id: staffKey } as const;
      await setPassword(tx, { tenantId, userId, passwordHash, actor, action: 'passwordChosen' });
      const acceptedAt = new Date();
      await tx.nativeUpdate(Invitation, { id: invitation.id }, { acceptedAt });
      await recordChange(tx, {
        ...{
          tenantId,
          actor,
          action: 'invitationAccepted',
          subject: { kind: 'Invitation', id: invitation.id },
        },
        ...{ before: { acceptedAt: null }, after: { acceptedAt, staffKey } },
      });
      return { kind: 'changed', email };
    })
    .catch((failure: unknown): AcceptResult => {
      if (failure instanceof CannotJoin) return { kind: 'over' };
      // somebody was let in elsewhere with the address since it was looked at
      if (isUniqueViolation(failure)) return { kind: 'elsewhere' };
      throw failure;
    });
};

/** The member of staff that the invitation is for, made one if they are none yet. */
const join = async (tx: Tx, invitation: InvitationRow): Promise<StaffUserRow> => {
  const { tenantId, name, email, role } = invitation;
  const users = await tx.find(StaffUser, {}, { fields: ['staffKey'] });
  const taken = users.map((user) => user.staffKey);
  const key = invitation.staffKey ?? staffKeyFor(name, taken);
  const actor = { kind: 'staff', id: key } as const;
  const calendar = invitation.calendar ?? null;
  const changed = await changeSettings(tx, {
    ...{ tenantId, expectedVersion: null, actor, assign: assignmentRule },
    change: (source) =>
      source.staff.some((member) => member.key === key)
        ? draftSettings(source)
        : draftSettings(withMember(source, { key, name, email, role, calendar, notify: role === 'admin' })),
  });
  if (changed.kind === 'invalid') throw new CannotJoin();
  return (await tx.findOneOrFail(StaffUser, { staffKey: key, disabledAt: null })) as StaffUserRow;
};
