import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hash } from '@node-rs/argon2';
import { assignmentRule } from '../domain/leads/assign.ts';
import { readTenant } from '../domain/tenant/read-tenant.ts';
import { openDatabase } from '../schema/database/database.ts';
import { saveTenant } from '../schema/database/tenants/save-tenant.ts';
import type { LogIn } from './installation.ts';
import { Problem } from './problem.ts';

/**
 * Brings every `<slug>/tenant.yaml` of a folder into the database. A log-in's password is answered by the load that
 * makes it, and is empty later. Throws a Problem whose message is `file:line:column: what was expected`.
 */
export async function loadTenants(
  databaseUrl: string,
  folder: string,
  linkSecret: string,
): Promise<{ tenants: readonly LogIn[] }> {
  const slugs = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  // all are read before the first is written: a broken file changes nothing
  const files = slugs.map((slug) => ({ slug, ...readFile(path.join(folder, slug, 'tenant.yaml')) }));
  const db = await openDatabase(databaseUrl, { poolMax: 2 });
  try {
    const tenants: LogIn[] = [];
    for (const file of files) {
      let adminPassword = '';
      const admin = file.settings.staff.find(({ role }) => role === 'admin');
      await saveTenant(
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
      tenants.push({ slug, name: settings.profile.name, adminEmail: admin?.email ?? '', adminPassword });
    }
    return { tenants };
  } finally {
    await db.close();
  }
}

function readFile(file: string) {
  const read = readTenant(readFileSync(file, 'utf8'), path.relative(process.cwd(), file));
  if (!read.ok) throw new Problem(read.problems.join('\n'));
  return read;
}
