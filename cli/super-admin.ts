import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hash } from '@node-rs/argon2';
import { passwordProblem, spelled } from '../domain/staff/password-rules.ts';
import { Problem } from '../local/problem.ts';
import {
  createSuperAdmin,
  disableSuperAdmin,
  enableSuperAdmin,
  findSuperAdmin,
  type SuperAdminEntry,
  setSuperAdminPassword,
  superAdmins,
} from '../schema/database/platform/super-admins.ts';
import { keyedHash } from '../schema/database/secrets.ts';
import { asOwner, type Owned } from './owner.ts';

interface PasswordOptions {
  /** the first line of stdin; otherwise one is made and printed once */
  passwordStdin?: boolean;
}

export const create = (email: string, { name, ...options }: PasswordOptions & { name: string }) =>
  asOwner(async ({ db, linkSecret }) => {
    const chosen = choose(options, { email, name });
    const entry = {
      emailHash: keyedHash(linkSecret, email),
      name,
      passwordHash: await hashed(chosen.password),
    };
    if (!(await createSuperAdmin(db.pool, entry)))
      throw new Problem(`${email} is known already: reset-password gives them another password.`);
    console.log(`${name} may enter businesses.${chosen.said}`);
  });

export const resetPassword = (email: string, options: PasswordOptions) =>
  withKnown(email, async ({ db }, { id, name }) => {
    const chosen = choose(options, { email, name });
    await setSuperAdminPassword(db.pool, id, await hashed(chosen.password));
    console.log(`${name} has another password and is out of every business.${chosen.said}`);
  });

export const disable = (email: string) =>
  withKnown(email, async ({ db }, { id, name }) => {
    await disableSuperAdmin(db.pool, id);
    console.log(`${name} enters nothing any more and is out of every business.`);
  });

export const enable = (email: string) =>
  withKnown(email, async ({ db }, { id, name }) => {
    await enableSuperAdmin(db.pool, id);
    console.log(`${name} may enter businesses again, with the password they had.`);
  });

export const list = () =>
  asOwner(async ({ db }) => {
    for (const { id, name, createdAt, disabledAt } of await superAdmins(db.pool))
      console.log(
        [id, name, `since ${createdAt.toISOString()}`, ...(disabledAt ? ['disabled'] : [])].join('  '),
      );
  });

const withKnown = (email: string, work: (owned: Owned, entry: SuperAdminEntry) => Promise<void>) =>
  asOwner(async (owned) => {
    const entry = await findSuperAdmin(owned.db.pool, keyedHash(owned.linkSecret, email));
    if (!entry) throw new Problem(`${email} is nobody's: create makes somebody new.`);
    await work(owned, entry);
  });

/** The password, and what is printed of it. */
const choose = (
  { passwordStdin }: PasswordOptions,
  { email, name }: { email: string; name: string },
): { password: string; said: string } => {
  if (!passwordStdin) {
    const password = randomBytes(18).toString('base64url');
    return { password, said: ` Their password, shown only now: ${password}` };
  }
  const password = readFileSync(0, 'utf8').split(/\r?\n/)[0] ?? '';
  const problem = passwordProblem(password, { email, name, businessName: 'Leadline' });
  if (problem) throw new Problem(`The password on stdin may not be used: ${problem}.`);
  return { password, said: '' };
};

/** As the api verifies it. */
const hashed = (password: string): Promise<string> => hash(spelled(password));
