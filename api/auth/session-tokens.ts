import { sessionTimes } from '../../domain/staff/session-times.ts';
import type { Tx } from '../../schema/database/database.ts';
import { putToken } from '../../schema/database/routing/doors.ts';
import { newToken } from '../../schema/database/secrets.ts';

/** What opens a session, and what renews it. Both are known to nobody but the one they are given to. */
export interface SessionTokens {
  token: string;
  expiresAt: Date;
  refreshToken: string;
  refreshExpiresAt: Date;
}

/** Makes a session's next pair of tokens; `refreshHash` is what the session has to remember. */
export const newTokens = async (
  tx: Tx,
  session: { tenantId: string; id: string; expiresAt: Date },
  now: Date,
): Promise<SessionTokens & { refreshHash: string }> => {
  const { tenantId, id: ref, expiresAt: refreshExpiresAt } = session;
  const [access, refresh] = [newToken(), newToken()];
  const expiresAt = new Date(Math.min(now.getTime() + sessionTimes.accessMs, refreshExpiresAt.getTime()));
  await putToken(tx, { tenantId, tokenHash: access.tokenHash, kind: 'session', ref, until: expiresAt });
  // used or not, its hash stays as long as the session: that it came before has to be known
  const until = refreshExpiresAt;
  await putToken(tx, { tenantId, tokenHash: refresh.tokenHash, kind: 'refresh', ref, until });
  return {
    ...{ token: access.token, expiresAt },
    ...{ refreshToken: refresh.token, refreshExpiresAt, refreshHash: refresh.tokenHash },
  };
};
