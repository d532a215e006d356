import * as z from 'zod';
import { passwordProblem } from '../../domain/staff/password-rules.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import { starterSettings } from '../../domain/tenant/starter-settings.ts';
import { noteAccount } from '../../schema/database/accounts/note-account.ts';
import type { Database } from '../../schema/database/database.ts';
import { loginByHash, tenantBySlug } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import { registerTenant } from '../../schema/database/tenants/register-tenant.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { RateLimit } from '../rate-limits.ts';
import { emailField } from './change-address.ts';
import { inEvenTime } from './even-time.ts';
import { hashPassword } from './password.ts';

const words = (longest: number) =>
  z.string().trim().min(1, 'expected a text').max(longest, `expected at most ${longest} characters`);

export const registerBody = z.object({
  business: words(120),
  slug: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,39}$/, 'expected 3 to 40 small letters, digits or "-", a letter first')
    .refine((slug) => !slug.startsWith('unverified-'), 'expected another name'),
  country: z.string().regex(/^[A-Z]{2}$/, 'expected a country code such as "GB"'),
  language: words(20),
  timeZone: words(60),
  name: words(120),
  email: emailField,
  password: z.string().max(1000, 'expected at most 128 characters'),
  website: z.url({ protocol: /^https?$/, error: 'expected a web address' }).optional(),
});

export type RegisterResult =
  | { kind: 'accepted' }
  /** forms are public: that a name is taken is no secret */
  | { kind: 'slugTaken' }
  | { kind: 'invalid'; field: string; expected: string };

/** What registering works with. */
export interface Registering {
  db: Database;
  linkSecret: string;
  publicBaseUrl: string;
  mailDomain: string;
  perAccount: RateLimit;
  /** another step than the usual one */
  answersInMs?: number;
}

/** In steps of this the answer comes, whether or not the address is known. A password is hashed within it. */
const stepMs = 800;

// which field of the body stands behind a place in the settings
const fields: [path: string, field: string][] = [
  ['/profile/country', 'country'],
  ['/profile/language', 'language'],
  ['/profile/timeZone', 'timeZone'],
  ['/profile/website', 'website'],
  ['/staff', 'name'],
];

/**
 * Registers a business, or mails whoever has the address already that somebody tried to; the caller is answered the same. The
 * business begins when its first person opens the link in the mail.
 */
export const register = async (
  ports: Registering,
  body: z.output<typeof registerBody>,
): Promise<RegisterResult> => {
  const { db, publicBaseUrl, mailDomain } = ports;
  const { business, slug, country, language, timeZone, name, email, password } = body;
  const drafted = draftSettings(
    starterSettings({
      ...{ name: business, country, language, timeZone, person: { name, email } },
      mailAddress: `${slug}@${mailDomain}`,
      website: body.website ?? `${publicBaseUrl}/form/${slug}`,
    }),
  );
  if (!drafted.ok) {
    const { path = '', expected = 'another value' } = drafted.problems[0] ?? {};
    const field = fields.find(([place]) => path.startsWith(place))?.[1] ?? 'business';
    return { kind: 'invalid', field, expected: `expected ${expected}` };
  }
  const problem = passwordProblem(password, { email, name, businessName: business });
  if (problem) return { kind: 'invalid', field: 'password', expected: problem };
  if (await tenantBySlug(db.pool, slug)) return { kind: 'slugTaken' };
  const made = { slug, settings: drafted.settings, password, email };
  await inEvenTime(ports.answersInMs ?? stepMs, () => makeOrTell(ports, made));
  return { kind: 'accepted' };
};

const makeOrTell = async (
  { db, linkSecret, perAccount }: Registering,
  wanted: {
    slug: string;
    settings: Parameters<typeof registerTenant>[1]['settings'];
    password: string;
    email: string;
  },
): Promise<void> => {
  const { slug, settings, password, email } = wanted;
  const isAllowed = (await perAccount.take(email)).allowed;
  const passwordHash = await hashPassword(password);
  const login = await loginByHash(db.pool, keyedHash(linkSecret, email));
  if (!isAllowed) return;
  if (!login) return registerTenant(db, { slug, settings, passwordHash, linkSecret });
  const { tenant_id: tenantId, user_id: userId } = login;
  await db.inTenant(tenantId, async (tx) => {
    const user = await tx.findOne(StaffUser, { id: userId });
    if (!user) return;
    await noteAccount(tx, {
      ...{ tenantId, kind: 'alreadyRegistered', to: { address: user.email, name: user.name } },
      ...{ aboutId: uuidV7(), causedBy: { kind: 'system', id: 'registered' } },
    });
  });
};
