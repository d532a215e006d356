import { recordChange } from '../audit/record-change.ts';
import type { Database } from '../database.ts';
import { dropToken, type Queryable } from '../routing/doors.ts';
import { hashToken, newToken } from '../secrets.ts';

/** How long somebody of the platform may stay in a business: there is no refreshing, they enter again. */
export const stayMs = 3_600_000;

/** Somebody of the platform, as their password is verified. */
export interface SuperAdminLogIn {
  id: string;
  passwordHash: string;
}

/** Whose address this is by its hash; null for nobody's and for one that was disabled. */
export const superAdminByHash = async (db: Queryable, emailHash: string): Promise<SuperAdminLogIn | null> => {
  const { rows } = await db.query<{ id: string; password_hash: string }>(
    'select * from routing.super_admin_by_hash($1)',
    [emailHash],
  );
  return rows[0] ? { id: rows[0].id, passwordHash: rows[0].password_hash } : null;
};

const platformStaff = (id: string) => ({ kind: 'superAdmin', id }) as const;

/**
 * Lets somebody of the platform into one business, which reads of it in its audit log; the token opens no other. Every call
 * is another stay. Null when the verified password was changed meanwhile or they were disabled.
 */
export const enterTenant = async (
  db: Database,
  tenantId: string,
  { id, passwordHash }: SuperAdminLogIn,
  now = new Date(),
): Promise<{ token: string; expiresAt: Date } | null> => {
  const { token, tokenHash } = newToken();
  const expiresAt = new Date(now.getTime() + stayMs);
  return db.inTenant(tenantId, async (tx) => {
    const [row] = await tx.execute<{ entered: boolean }[]>(
      'select routing.enter_tenant(?, ?, ?, ?, ?) as entered',
      [tenantId, id, passwordHash, tokenHash, expiresAt],
    );
    if (!row?.entered) return null;
    const change = { tenantId, actor: platformStaff(id), action: 'tenantEntered', before: null };
    await recordChange(tx, { ...change, subject: { kind: 'Tenant', id: tenantId }, after: { expiresAt } });
    return { token, expiresAt };
  });
};

/** Ends a stay before its time. Another call changes nothing. */
export const leaveTenant = async (
  db: Database,
  token: string,
  { tenantId, superAdminId }: { tenantId: string; superAdminId: string },
): Promise<void> => {
  await dropToken(db.pool, hashToken(token));
  const change = { tenantId, actor: platformStaff(superAdminId), action: 'tenantLeft', before: null };
  await db.inTenant(tenantId, (tx) =>
    recordChange(tx, { ...change, subject: { kind: 'Tenant', id: tenantId }, after: {} }),
  );
};
