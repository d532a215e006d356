import * as z from 'zod';
import { normaliseEmail } from '../../domain/leads/email.ts';
import { createAccountLink, endAccountLinksOf } from '../../schema/database/accounts/account-links.ts';
import { noteAccount } from '../../schema/database/accounts/note-account.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import type { SignedIn } from '../../schema/graphql/who-asks.ts';
import type { RateLimit } from '../rate-limits.ts';
import { passwordMatches } from './password.ts';

export const emailField = z.string().transform((text, ctx) => {
  const email = normaliseEmail(text);
  if (email) return email;
  ctx.addIssue({ code: 'custom', message: 'expected an e-mail address' });
  return z.NEVER;
});

export const changeAddressBody = z.object({
  email: emailField,
  password: z.string().min(1, 'expected your password').max(1000, 'expected at most 1000 characters'),
});

export type ChangeAddressResult =
  | { kind: 'accepted' }
  | { kind: 'own' }
  | { kind: 'tooMany'; retryAfterSeconds: number }
  | { kind: 'refused' };

/** How long a link to a new address stands. */
const lastsMs = 3_600_000;

/**
 * Mails a link to the address with which somebody wants to sign in from now on; until it is opened nothing changes. Whether
 * the address signs in already is told to whoever reads its mail, and to nobody else. Asked again, only the last link opens.
 */
export const askForAddress = async (
  { db, linkSecret, ...limits }: { db: Database; linkSecret: string; guesses: RateLimit; mails: RateLimit },
  { tenantId, userId, staffKey }: SignedIn,
  { email, password }: z.output<typeof changeAddressBody>,
): Promise<ChangeAddressResult> => {
  const user = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(StaffUser, { id: userId }));
  if (user.email.toLowerCase() === email) return { kind: 'own' };
  for (const limit of [limits.guesses, limits.mails]) {
    const turn = await limit.take(userId);
    if (!turn.allowed) return { kind: 'tooMany', retryAfterSeconds: turn.retryAfterSeconds };
  }
  if (!(await passwordMatches(user.passwordHash, password))) return { kind: 'refused' };
  await limits.guesses.forget(userId);
  await db.inTenant(tenantId, async (tx) => {
    await endAccountLinksOf(tx, { tenantId, userId, kind: 'addressChange' });
    const wanted = { tenantId, kind: 'addressChange', userId, address: email, lastsMs } as const;
    const link = await createAccountLink(tx, wanted, linkSecret);
    await noteAccount(tx, {
      ...{ tenantId, kind: 'addressChange', to: { address: email, name: user.name }, aboutId: link.id },
      facts: { at: link.expiresAt.toISOString() },
      causedBy: { kind: 'system', id: 'addressChange' },
    });
    await recordChange(tx, {
      ...{ tenantId, actor: { kind: 'staff', id: staffKey }, action: 'addressChangeAsked' },
      ...{ subject: { kind: 'StaffUser', id: userId }, before: null, after: { email } },
    });
  });
  return { kind: 'accepted' };
};
