import type { Tx } from '../database.ts';
import { dropTokensOf } from '../routing/doors.ts';

/** Whose sessions end: all of a person's, or this one. */
export interface SessionsToEnd {
  tenantId: string;
  userId?: string | undefined;
  sessionId?: string | undefined;
  /** the one that goes on */
  except?: string | undefined;
}

/** Which sessions a person has beside the one named and the most others that they may have: those used longest ago. */
export const sessionsBeyond = async (
  tx: Tx,
  { userId, id, most }: { userId: string; id: string; most: number },
): Promise<string[]> => {
  const beyond = await tx.execute<{ id: string }[]>(
    `select id from staff_session
     where user_id = ? and id <> ? and ended_at is null and expires_at > now()
     order by coalesce(refreshed_at, created_at) desc, id desc offset ?`,
    [userId, id, most - 1],
  );
  // in the order in which every other end locks them
  return beyond.map((session) => session.id).sort();
};

/**
 * Ends sessions with all their tokens, and answers which. A refresh that runs meanwhile has locked its session: it comes
 * before, and its new tokens end too, or it finds the session ended. A second call ends nothing.
 */
export const endSessions = async (
  tx: Tx,
  { tenantId, userId, sessionId, except }: SessionsToEnd,
): Promise<string[]> => {
  // in one order: two that end the same sessions must not wait for each other
  const ended = await tx.execute<{ id: string }[]>(
    `with open as (
       select id from staff_session
       where ended_at is null and (user_id = ?::uuid or id = ?::uuid) and id is distinct from ?::uuid
       order by id for update)
     update staff_session s set ended_at = clock_timestamp() from open where s.id = open.id returning s.id`,
    [userId ?? null, sessionId ?? null, except ?? null],
  );
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) await dropTokensOf(tx, tenantId, ids);
  return ids;
};
