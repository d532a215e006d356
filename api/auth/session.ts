import type { Database } from '../../schema/database/database.ts';
import { dropToken, putToken, tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken, newToken } from '../../schema/database/secrets.ts';
import { StaffSession } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { SignedIn } from '../../schema/graphql/context.ts';

const lastsMs = 12 * 60 * 60 * 1000;

/** Begins a session; the token is known to nobody but the one it is given to. */
export const beginSession = async (
  db: Database,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<{ token: string; expiresAt: Date }> => {
  const { token, tokenHash } = newToken();
  const [id, now] = [uuidV7(), new Date()];
  const expiresAt = new Date(now.getTime() + lastsMs);
  await db.inTenant(tenantId, async (tx) => {
    await tx.insert(StaffSession, { id, tenantId, createdAt: now, userId, expiresAt });
    await putToken(tx, { tenantId, tokenHash, kind: 'session', ref: id, until: expiresAt });
  });
  return { token, expiresAt };
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
  return row ? { tenantId, userId: row.id, staffKey: row.staff_key, role: row.role } : null;
};

/** Ends the session of a token. A second call changes nothing. */
export const endSession = async (db: Database, token: string): Promise<void> => {
  const tokenHash = hashToken(token);
  const found = await tokenByHash(db.pool, tokenHash);
  if (found?.kind !== 'session') return;
  await db.inTenant(found.tenant_id, (tx) =>
    tx.nativeUpdate(StaffSession, { id: found.ref, endedAt: null }, { endedAt: new Date() }),
  );
  await dropToken(db.pool, tokenHash);
};

/** Ends every session that somebody has, on whichever device. One begun afterwards stands; a second call changes nothing. */
export const endSessionsOf = async (db: Database, { tenantId, userId }: SignedIn): Promise<void> => {
  await db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(StaffSession, { userId, endedAt: null }, { endedAt: new Date() }),
  );
};
