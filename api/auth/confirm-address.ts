import { assignmentRule } from '../../domain/leads/assign.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import {
  endAccountLinksOf,
  findAccountLink,
  takeAccountLink,
} from '../../schema/database/accounts/account-links.ts';
import { AccountLink } from '../../schema/database/accounts/entities.ts';
import { noteAccount } from '../../schema/database/accounts/note-account.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import type { Database, Tx } from '../../schema/database/database.ts';
import { loginByHash } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { changeSettings } from '../../schema/database/tenants/change-settings.ts';
import { endSessions } from '../../schema/database/tenants/end-sessions.ts';
import { StaffUser, type StaffUserRow } from '../../schema/database/tenants/entities.ts';
import { isUniqueViolation } from '../../schema/database/unique-violation.ts';
import type { RateLimit } from '../rate-limits.ts';
import type { AcceptResult } from './accept-invitation.ts';
import { passwordMatches } from './password.ts';

/** Whose log-in a link moves, and to which address. */
export interface AddressToConfirm {
  tenantId: string;
  linkId: string;
  user: StaffUserRow;
  email: string;
  /** somebody signs in with it already */
  elsewhere: boolean;
}

/** Looks at a link without using it; null when it opens nothing. */
export const findAddressChange = async (
  { db, linkSecret }: { db: Database; linkSecret: string },
  token: string,
): Promise<AddressToConfirm | null> => {
  const found = await findAccountLink(db.pool, 'addressChange', token);
  if (!found) return null;
  const { tenantId, linkId } = found;
  const looked = await db.inTenant(tenantId, async (tx) => {
    const link = await tx.findOne(AccountLink, { id: linkId });
    const whose = { id: link?.userId ?? linkId, disabledAt: null };
    const user = (await tx.findOne(StaffUser, whose)) as StaffUserRow | null;
    return user && link?.address ? { user, email: link.address } : null;
  });
  if (!looked) return null;
  const login = await loginByHash(db.pool, keyedHash(linkSecret, looked.email));
  return { tenantId, linkId, ...looked, elsewhere: login !== null && login.user_id !== looked.user.id };
};

/** Undoes what was begun: the link stands as it did. */
class CannotMove extends Error {
  readonly kind: 'elsewhere' | 'over';

  constructor(kind: 'elsewhere' | 'over') {
    super(kind);
    this.kind = kind;
  }
}

/**
 * Moves a log-in to the address that a link was mailed to, once, for whoever knows its password: the address may have been
 * mistyped, and be a stranger's. Every session ends, so does every link to the old address, which is told. In one transaction
 * with the settings, which name the staff's addresses.
 */
export const confirmAddress = async (
  ports: { db: Database; linkSecret: string; guesses: RateLimit },
  { token, password }: { token: string; password: string },
): Promise<AcceptResult> => {
  const { db, linkSecret, guesses } = ports;
  const found = await findAddressChange(ports, token);
  if (!found) return { kind: 'over' };
  if (found.elsewhere) return { kind: 'elsewhere' };
  // whoever has the link and not the password guesses by it a few times, and not for as long as it stands
  if (!(await guesses.take(found.linkId)).allowed) return { kind: 'over' };
  if (!(await passwordMatches(found.user.passwordHash, password)))
    return { kind: 'unfit', problem: 'expected the password of the log-in' };
  try {
    return await db.inTenant(found.tenantId, (tx) => move(tx, found, linkSecret));
  } catch (failure) {
    if (failure instanceof CannotMove) return { kind: failure.kind };
    if (isUniqueViolation(failure)) return { kind: 'elsewhere' };
    throw failure;
  }
};

const move = async (
  tx: Tx,
  { tenantId, linkId, user, email }: AddressToConfirm,
  linkSecret: string,
): Promise<AcceptResult> => {
  const { id: userId, staffKey: key, email: before, name, passwordHash } = user;
  if (!(await takeAccountLink(tx, linkId))) return { kind: 'over' };
  const actor = { kind: 'staff', id: key } as const;
  const changed = await changeSettings(tx, {
    ...{ tenantId, expectedVersion: null, actor, assign: assignmentRule, proven: { key, email } },
    change: (source) =>
      draftSettings({
        ...source,
        staff: source.staff.map((member) => (member.key === key ? { ...member, email } : member)),
      }),
  });
  if (changed.kind !== 'changed') throw new CannotMove(changed.kind === 'invalid' ? 'elsewhere' : 'over');
  // the password that was verified still stands, and so does the person: a change of either waits from here on
  const standing = await tx.execute(
    'select from staff_user where id = ? and password_hash = ? and disabled_at is null for no key update',
    [userId, passwordHash],
  );
  if (standing.length === 0) throw new CannotMove('over');
  await tx.execute('select routing.move_login(?, ?, ?)', [tenantId, keyedHash(linkSecret, email), userId]);
  const { length: sessionsEnded } = await endSessions(tx, { tenantId, userId });
  for (const kind of ['passwordReset', 'addressChange'] as const)
    await endAccountLinksOf(tx, { tenantId, userId, kind });
  await noteAccount(tx, {
    ...{ tenantId, kind: 'addressChanged', to: { address: before, name }, aboutId: linkId },
    causedBy: { kind: 'system', id: 'addressChange' },
  });
  const subject = { kind: 'StaffUser', id: userId };
  const change = { before: { email: before }, after: { email, sessionsEnded } };
  await recordChange(tx, { tenantId, actor, action: 'addressChanged', subject, ...change });
  return { kind: 'changed', email };
};
