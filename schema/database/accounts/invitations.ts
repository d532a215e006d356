import { LockMode } from '@mikro-orm/core';
import type { Actor } from '../../contracts/commands.ts';
import type { StaffMember } from '../../contracts/tenant.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { actorLine } from '../leads/timeline.ts';
import { noPassword, StaffUser, Tenant } from '../tenants/entities.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { createAccountLink, endAccountLinks, prolongAccountLink } from './account-links.ts';
import { Invitation, type InvitationRow } from './entities.ts';
import { noteAccount } from './note-account.ts';

/** Whom a business invites. */
export interface ToInvite extends Pick<StaffMember, 'name' | 'email' | 'role' | 'calendar'> {
  tenantId: string;
  actor: Actor;
  linkSecret: string;
}

const lastsMs = 7 * 86_400_000;
/** As often as this an invitation is sent: the address may be a stranger's. */
export const mostRounds = 5;

/**
 * Invites somebody by a mail to their address, or answers why not: `invited` already, or `known` here with a log-in or
 * without one any more. Whether the address is known elsewhere is told to its owner alone, when they open the link.
 */
export const invite = async (
  tx: Tx,
  { tenantId, actor, linkSecret, ...person }: ToInvite,
): Promise<InvitationRow | 'invited' | 'known'> => {
  await lockTenant(tx, tenantId);
  const email = person.email.toLowerCase();
  const users = await tx.find(StaffUser, {}, { fields: ['staffKey', 'email', 'passwordHash', 'disabledAt'] });
  const member = users.find((user) => user.email.toLowerCase() === email);
  if (member && (member.passwordHash !== noPassword || member.disabledAt)) return 'known';
  if ((await tx.count(Invitation, { email, acceptedAt: null, withdrawnAt: null })) > 0) return 'invited';
  const link = await createAccountLink(
    tx,
    { tenantId, kind: 'invitation', userId: null, lastsMs },
    linkSecret,
  );
  const row = {
    ...{ id: uuidV7(), tenantId, createdAt: new Date(), linkId: link.id, email, rounds: 1 },
    ...{ name: person.name, role: person.role, calendar: person.calendar },
    ...{ staffKey: member?.staffKey ?? null, invitedBy: actorLine(actor) },
  };
  await tx.insert(Invitation, row);
  await mailInvitation(tx, row, { actor, until: link.expiresAt });
  const { id, name, role, calendar } = row;
  const after = { email, name, role, calendar };
  const subject = { kind: 'Invitation', id };
  await recordChange(tx, { tenantId, actor, action: 'personInvited', subject, before: null, after });
  return row as InvitationRow;
};

interface Change {
  tenantId: string;
  id: string;
  actor: Actor;
}

/** Sends an invitation again, with the same link for a new time; `over` when it was accepted, withdrawn or sent often enough. */
export const resendInvitation = async (
  tx: Tx,
  { tenantId, id, actor, linkSecret }: Change & { linkSecret: string },
): Promise<'sent' | 'over' | 'unknown'> => {
  const row = await openInvitation(tx, tenantId, id);
  if (row === 'unknown' || row === 'over') return row;
  if (row.rounds >= mostRounds) return 'over';
  const link = { tenantId, kind: 'invitation', id: row.linkId, lastsMs } as const;
  const until = await prolongAccountLink(tx, link, linkSecret);
  if (!until) return 'over';
  const rounds = row.rounds + 1;
  await tx.nativeUpdate(Invitation, { id }, { rounds });
  await mailInvitation(tx, { ...row, rounds }, { actor, until });
  const [before, after] = [{ rounds: row.rounds }, { rounds }];
  const subject = { kind: 'Invitation', id };
  await recordChange(tx, { tenantId, actor, action: 'invitationSentAgain', subject, before, after });
  return 'sent';
};

/** Takes an invitation back: its link opens nothing any more. A second call changes nothing. */
export const withdrawInvitation = async (
  tx: Tx,
  { tenantId, id, actor }: Change,
): Promise<'withdrawn' | 'over' | 'unknown'> => {
  const row = await openInvitation(tx, tenantId, id);
  if (row === 'unknown' || row === 'over') return row;
  await withdraw(tx, row, actor);
  return 'withdrawn';
};

/**
 * Takes back the invitations that were sent by nobody who still is an admin, and those to somebody who left: whoever was shut
 * out must not come in again by one. The tenant is locked.
 */
export const withdrawOfLeavers = async (tx: Tx, staff: readonly StaffMember[]): Promise<void> => {
  const open = (await tx.find(Invitation, { acceptedAt: null, withdrawnAt: null })) as InvitationRow[];
  const admins = staff.filter(({ role }) => role === 'admin');
  const isAdmins = ({ invitedBy }: InvitationRow): boolean =>
    !invitedBy.startsWith('staff:') || admins.some(({ key }) => invitedBy === `staff:${key}`);
  const isToSomebody = ({ staffKey }: InvitationRow): boolean =>
    staffKey == null || staff.some(({ key }) => key === staffKey);
  for (const row of open)
    if (!isAdmins(row) || !isToSomebody(row)) await withdraw(tx, row, { kind: 'system', id: 'staffChanged' });
};

const withdraw = async (tx: Tx, { id, tenantId, linkId }: InvitationRow, actor: Actor): Promise<void> => {
  const withdrawnAt = new Date();
  await tx.nativeUpdate(Invitation, { id }, { withdrawnAt });
  await endAccountLinks(tx, tenantId, [linkId]);
  const change = { before: { withdrawnAt: null }, after: { withdrawnAt } };
  const subject = { kind: 'Invitation', id };
  await recordChange(tx, { tenantId, actor, action: 'invitationWithdrawn', subject, ...change });
};

/** One at a time: of two who invite one address at once, the second finds what the first has done. */
export const lockTenant = (tx: Tx, tenantId: string) =>
  tx.findOneOrFail(Tenant, { id: tenantId }, { lockMode: LockMode.PESSIMISTIC_WRITE });

const openInvitation = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<InvitationRow | 'over' | 'unknown'> => {
  await lockTenant(tx, tenantId);
  const row = (await tx.findOne(Invitation, { id })) as InvitationRow | null;
  if (!row) return 'unknown';
  return row.acceptedAt || row.withdrawnAt ? 'over' : row;
};

const mailInvitation = async (
  tx: Tx,
  row: Pick<InvitationRow, 'id' | 'tenantId' | 'linkId' | 'email' | 'name' | 'rounds'>,
  { actor, until }: { actor: Actor; until: Date },
): Promise<void> => {
  const { tenantId, linkId, email: address, name, rounds } = row;
  const inviter =
    actor.kind === 'staff' ? await tx.findOne(StaffUser, { staffKey: actor.id }, { fields: ['name'] }) : null;
  await noteAccount(tx, {
    ...{ tenantId, kind: 'invitation', to: { address, name }, aboutId: linkId, round: rounds },
    facts: { at: until.toISOString(), ...(inviter && { by: inviter.name }) },
    causedBy: { kind: 'system', id: `invitation:${row.id}` },
  });
};
