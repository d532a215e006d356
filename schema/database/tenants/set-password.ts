import type { Actor } from '../../contracts/commands.ts';
import { endAccountLinksOf } from '../accounts/account-links.ts';
import { noteAccount } from '../accounts/note-account.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { endSessions } from './end-sessions.ts';
import { StaffUser } from './entities.ts';

/** A person's new password as its hash, which `domain/staff/password-rules.ts` allowed, and who sets it. */
export interface NewPassword {
  tenantId: string;
  userId: string;
  passwordHash: string;
  /** the hash that has to stand still: of the password that was verified. Left out by who proved otherwise who they are */
  replacing?: string;
  actor: Actor;
  /** how it came about, as the audit log names it */
  action: 'passwordChanged' | 'passwordReset' | 'passwordChosen';
  /** the session that goes on: the one in which the password is changed */
  except?: string;
}

/**
 * Gives a person a new password and ends every session that they have, except the one named, and every mailed link by which
 * it could be set again. False, with nothing changed, when the person is unknown or another hash stands than the one to be
 * replaced: of two changes at once one wins. A session that begins meanwhile with the old password ends as well, or does not
 * begin: `beginSession` holds the person's row. Whoever had a password is told by e-mail.
 */
export const setPassword = async (
  tx: Tx,
  { tenantId, userId, passwordHash, replacing, actor, action, except }: NewPassword,
): Promise<boolean> => {
  const standing = replacing === undefined ? {} : { passwordHash: replacing };
  const changed = await tx.nativeUpdate(StaffUser, { id: userId, ...standing }, { passwordHash });
  if (changed === 0) return false;
  const { length: sessionsEnded } = await endSessions(tx, { tenantId, userId, except });
  await endAccountLinksOf(tx, { tenantId, userId, kind: 'passwordReset' });
  const subject = { kind: 'StaffUser', id: userId };
  await recordChange(tx, { tenantId, actor, action, subject, before: null, after: { sessionsEnded } });
  // a first password was chosen by whoever proved a moment ago that the address is theirs
  if (action !== 'passwordChosen') await tellOf(tx, { tenantId, userId });
  return true;
};

/** Every change is a mail of its own: the last one may have been somebody else's. */
const tellOf = async (tx: Tx, { tenantId, userId }: { tenantId: string; userId: string }): Promise<void> => {
  const { email: address, name } = await tx.findOneOrFail(StaffUser, { id: userId });
  const causedBy = { kind: 'system', id: 'passwordChanged' } as const;
  await noteAccount(tx, {
    ...{ tenantId, kind: 'passwordChanged', to: { address, name }, aboutId: uuidV7(), causedBy },
  });
};
