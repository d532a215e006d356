import * as z from 'zod';
import { createAccountLink } from '../../schema/database/accounts/account-links.ts';
import { noteAccount } from '../../schema/database/accounts/note-account.ts';
import type { Database } from '../../schema/database/database.ts';
import { loginByHash } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import type { RateLimit } from '../rate-limits.ts';
import { inEvenTime } from './even-time.ts';

export const forgotBody = z.object({
  email: z.string().trim().min(3, 'expected an e-mail address').max(320, 'expected an e-mail address'),
});

/** How long a link for a new password stands. */
const lastsMs = 3_600_000;

/** In steps of this the answer comes, whether or not there was anything to do. */
const stepMs = 300;

/** What mailing a link works with. */
export interface Forgetting {
  db: Database;
  linkSecret: string;
  perAccount: RateLimit;
  /** another step than the usual one */
  answersInMs?: number;
}

/**
 * Mails somebody a link for a new password, if there is such a somebody. The caller learns nothing either way. An address
 * that was asked for too often gets no further mail: who asks again and again may be somebody else.
 */
export const forgotPassword = (ports: Forgetting, email: string): Promise<void> =>
  inEvenTime(ports.answersInMs ?? stepMs, () => mailLink(ports, email));

const mailLink = async ({ db, linkSecret, perAccount }: Forgetting, email: string): Promise<void> => {
  const isAllowed = (await perAccount.take(email)).allowed;
  const login = await loginByHash(db.pool, keyedHash(linkSecret, email));
  if (!login || !isAllowed) return;
  const { tenant_id: tenantId, user_id: userId } = login;
  await db.inTenant(tenantId, async (tx) => {
    const user = await tx.findOne(StaffUser, { id: userId, disabledAt: null });
    if (!user) return;
    const link = await createAccountLink(
      tx,
      { tenantId, kind: 'passwordReset', userId, lastsMs },
      linkSecret,
    );
    await noteAccount(tx, {
      ...{ tenantId, kind: 'passwordReset', to: { address: user.email, name: user.name } },
      ...{ aboutId: link.id, facts: { at: link.expiresAt.toISOString() } },
      causedBy: { kind: 'system', id: 'passwordForgotten' },
    });
  });
};
