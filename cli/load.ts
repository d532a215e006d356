import path from 'node:path';
import { Problem } from '../local/problem.ts';
import { ownEnvironment, projectFolder } from '../local/settings.ts';

/** Loads the tenants of a folder into the database of DATABASE_OWNER_URL. What is there already is brought up to date. */
export async function load(folder: string | undefined): Promise<void> {
  const { DATABASE_OWNER_URL, LINK_SECRET } = ownEnvironment();
  if (!DATABASE_OWNER_URL)
    throw new Problem('Set DATABASE_OWNER_URL to the database and the role that owns its tables.');
  if (!LINK_SECRET) throw new Problem('Set LINK_SECRET to the secret that api and worker are given.');
  const { loadTenants } = await import('../local/load-tenants.ts');
  const { tenants } = await loadTenants(
    DATABASE_OWNER_URL,
    path.resolve(folder ?? path.join(projectFolder, 'tenants')),
    LINK_SECRET,
  );
  for (const { slug, adminEmail, adminPassword } of tenants) {
    // known only when the tenant is new
    console.log(adminPassword ? `${slug}: log in as ${adminEmail} with ${adminPassword}` : `${slug}: loaded`);
  }
}
