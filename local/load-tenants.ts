import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hash } from '@node-rs/argon2';
import { assignmentRule } from '../domain/leads/assign.ts';
import { readTenant } from '../domain/tenant/read-tenant.ts';
import { openDatabase } from '../schema/database/database.ts';
import { type SavedTenant, saveTenant } from '../schema/database/tenants/save-tenant.ts';
import type { LogIn } from './installation.ts';
import { Problem } from './problem.ts';

export interface LoadedTenant extends LogIn {
  remark: string | null;
}

/**
 * Brings every `<slug>/tenant.yaml` of a folder into the database. A log-in's password is answered by the load that
 * makes it, and is empty later. `remark` says when the file and the settings in force have gone different ways. Throws a Problem whose message is `file:line:column: what was expected`.
 */
export async function loadTenants(
  databaseUrl: string,
  folder: string,
  linkSecret: string,
): Promise<{ tenants: readonly LoadedTenant[] }> {
  const slugs = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  // all are read before the first is written: a broken file changes nothing
  const files = slugs.map((slug) => ({ slug, ...readFile(path.join(folder, slug, 'tenant.yaml')) }));
  const db = await openDatabase(databaseUrl, { poolMax: 2 });
  try {
    const tenants: LoadedTenant[] = [];
    for (const file of files) {
      let adminPassword = '';
      const admin = file.settings.staff.find(({ role }) => role === 'admin');
      const saved = await saveTenant(
        db,
        { ...file, savedBy: 'file', assign: assignmentRule(file.settings) },
        {
          linkSecret,
          firstPassword: async (member) => {
            if (member.key !== admin?.key) return null;
            adminPassword = randomBytes(9).toString('base64url');
            return hash(adminPassword);
          },
        },
      );
      const { slug, settings } = file;
      const logIn = { slug, name: settings.profile.name, adminEmail: admin?.email ?? '', adminPassword };
      tenants.push({ ...logIn, remark: remarkOn(saved) });
    }
    return { tenants };
  } finally {
    await db.close();
  }
}

/** What whoever loads a file has to hear: that it counts for nothing any more, or for more than they may mean. */
function remarkOn({ othersSince, changed, policyVersion }: SavedTenant): string | null {
  if (!othersSince) return null;
  return changed
    ? `the file is in force as version ${policyVersion}, in place of settings that ${othersSince} had made since`
    : `left alone: ${othersSince} has changed the settings since this file was loaded (version ${policyVersion} is in force)`;
}

function readFile(file: string) {
  const read = readTenant(readFileSync(file, 'utf8'), path.relative(process.cwd(), file));
  if (!read.ok) throw new Problem(read.problems.join('\n'));
  return read;
}
