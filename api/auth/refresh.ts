import { LockMode } from '@mikro-orm/core';
import type { Logger } from 'pino';
import { refreshRule } from '../../domain/staff/refresh-rule.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import type { Database, Tx } from '../../schema/database/database.ts';
import { tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { endSessions } from '../../schema/database/tenants/end-sessions.ts';
import { StaffSession, type StaffSessionRow } from '../../schema/database/tenants/entities.ts';
import type { RateLimit } from '../rate-limits.ts';
import { newTokens, type SessionTokens } from './session-tokens.ts';

export type RefreshResult =
  | ({ kind: 'in' } & SessionTokens)
  | { kind: 'tooMany'; retryAfterSeconds: number }
  | { kind: 'refused' };

interface RefreshContext {
  db: Database;
  log: Logger;
  limit: RateLimit;
}

/**
 * Gives new tokens for a refresh token, which is used up by it. One that comes a second time ends its session, whoever
 * holds what of it: `refreshRule` says when a second time is none.
 */
export const refreshSession = async (
  { db, log, limit }: RefreshContext,
  refreshToken: string,
): Promise<RefreshResult> => {
  const hash = hashToken(refreshToken);
  const found = await tokenByHash(db.pool, hash);
  if (found?.kind !== 'refresh') return { kind: 'refused' };
  const { tenant_id: tenantId, ref: sessionId } = found;
  const answer = await limit.take(sessionId);
  if (!answer.allowed) return { kind: 'tooMany', retryAfterSeconds: answer.retryAfterSeconds };
  return db.inTenant(tenantId, async (tx) => {
    const open = await openSession(tx, sessionId);
    if (!open) return { kind: 'refused' };
    const { session, now } = open;
    const { nextRefresh: next, usedRefresh: used = null, refreshedAt: usedAt = null } = session;
    const { kind, keep } = refreshRule({ next, used, usedAt }, hash, now);
    if (kind === 'reuse') {
      log.warn({ tenantId, sessionId }, 'a refresh token came again: its session was ended');
      await endStolen(tx, session);
      return { kind: 'refused' };
    }
    const { refreshHash, ...tokens } = await newTokens(tx, session, now);
    const moment = kind === 'again' ? {} : { usedRefresh: hash, refreshedAt: now };
    const changed = { nextRefresh: [...keep, refreshHash], ...moment };
    await tx.nativeUpdate(StaffSession, { id: sessionId }, changed);
    return { kind: 'in', ...tokens };
  });
};

/**
 * The session under its lock, and what the time is since: of two refreshes at once the second sees what the first did.
 * Null when it is over.
 */
const openSession = async (tx: Tx, id: string): Promise<{ session: StaffSessionRow; now: Date } | null> => {
  const session = (await tx.findOne(
    StaffSession,
    { id, endedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as StaffSessionRow | null;
  if (!session) return null;
  // by the database's clock: the token may have been used in another process
  const [clock] = await tx.execute<{ now: Date | string }[]>(
    'select clock_timestamp() as now from staff_user where id = ? and disabled_at is null',
    [session.userId],
  );
  const now = clock && new Date(clock.now);
  return now && session.expiresAt > now ? { session, now } : null;
};

const endStolen = async (tx: Tx, { tenantId, id: sessionId, userId }: StaffSessionRow): Promise<void> => {
  await endSessions(tx, { tenantId, sessionId });
  await recordChange(tx, {
    ...{ tenantId, actor: { kind: 'system', id: 'refresh' }, action: 'sessionEndedByReuse' },
    subject: { kind: 'StaffUser', id: userId },
    ...{ before: null, after: { sessionId } },
  });
};
