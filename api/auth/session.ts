import { mostSessions, sessionTimes } from '../../domain/staff/session-times.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import type { Database } from '../../schema/database/database.ts';
import { leaveTenant } from '../../schema/database/platform/enter-tenant.ts';
import { tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { endSessions, sessionsBeyond } from '../../schema/database/tenants/end-sessions.ts';
import { StaffSession } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { SignedIn } from '../../schema/graphql/who-asks.ts';
import { newTokens, type SessionTokens } from './session-tokens.ts';

/** Whose session begins, and the hash of the password that was verified. */
export interface Verified {
  tenantId: string;
  userId: string;
  passwordHash: string;
  /** with what they sign in, for their own list of sessions */
  device?: string | null;
}

/**
 * Begins a session and makes its first tokens; of more than `mostSessions` those end that were used longest ago. Null when
 * the verified password was changed meanwhile or the person may not sign in any more.
 */
export const beginSession = async (
  db: Database,
  { tenantId, userId, passwordHash, device = null }: Verified,
): Promise<SessionTokens | null> => {
  const [id, now] = [uuidV7(), new Date()];
  const expiresAt = new Date(now.getTime() + sessionTimes.sessionMs);
  return db.inTenant(tenantId, async (tx) => {
    // held until the session stands: a change of the password that comes now waits, and finds the session to end; of two
    // log-ins at once the second counts the first
    const [standing] = await tx.execute(
      'select from staff_user where id = ? and password_hash = ? and disabled_at is null for no key update',
      [userId, passwordHash],
    );
    if (!standing) return null;
    const { refreshHash, ...tokens } = await newTokens(tx, { id, tenantId, expiresAt }, now);
    const session = { id, tenantId, createdAt: now, userId, expiresAt, device };
    await tx.insert(StaffSession, { ...session, nextRefresh: [refreshHash] });
    for (const sessionId of await sessionsBeyond(tx, { userId, id, most: mostSessions }))
      await endSessions(tx, { tenantId, sessionId });
    return tokens;
  });
};

/** Whose session a token is; null when it is unknown, over, or its owner may not sign in any more. */
export const sessionOwner = async (db: Database, token: string): Promise<SignedIn | null> => {
  const found = await tokenByHash(db.pool, hashToken(token));
  if (found?.kind !== 'session') return null;
  const { tenant_id: tenantId, ref } = found;
  const [row] = await db.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string; staff_key: string; role: SignedIn['role'] }[]>(
      `select u.id, u.staff_key, u.role from staff_session s join staff_user u on u.id = s.user_id
       where s.id = ? and s.ended_at is null and s.expires_at > now() and u.disabled_at is null`,
      [ref],
    ),
  );
  return row ? { tenantId, userId: row.id, staffKey: row.staff_key, role: row.role, sessionId: ref } : null;
};

/** Ends the session of a token, of either kind, used or not, or a stay in a business. A second call changes nothing. */
export const endSession = async (db: Database, token: string): Promise<void> => {
  const found = await tokenByHash(db.pool, hashToken(token));
  if (found?.kind === 'superAdmin')
    return leaveTenant(db, token, { tenantId: found.tenant_id, superAdminId: found.ref });
  if (found?.kind !== 'session' && found?.kind !== 'refresh') return;
  const { tenant_id: tenantId, ref: sessionId } = found;
  await db.inTenant(tenantId, (tx) => endSessions(tx, { tenantId, sessionId }));
};

/** Ends every session that somebody has, on whichever device. One begun afterwards stands; a second call changes nothing. */
export const endEverySession = (db: Database, { tenantId, userId, staffKey }: SignedIn): Promise<void> =>
  db.inTenant(tenantId, async (tx) => {
    const { length: sessionsEnded } = await endSessions(tx, { tenantId, userId });
    if (sessionsEnded === 0) return;
    const actor = { kind: 'staff', id: staffKey } as const;
    const change = { tenantId, actor, action: 'loggedOutEverywhere', before: null, after: { sessionsEnded } };
    await recordChange(tx, { ...change, subject: { kind: 'StaffUser', id: userId } });
  });
