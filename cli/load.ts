import path from 'node:path';
import { projectFolder } from '../local/settings.ts';
import { ownerSettings } from './owner.ts';

/** Loads the tenants of a folder into the database of DATABASE_OWNER_URL. What is there already is brought up to date. */
export async function load(folder: string | undefined): Promise<void> {
  const { databaseUrl, linkSecret } = ownerSettings();
  const { loadTenants } = await import('../local/load-tenants.ts');
  const { tenants } = await loadTenants(
    databaseUrl,
    path.resolve(folder ?? path.join(projectFolder, 'tenants')),
    linkSecret,
  );
  for (const { slug, adminEmail, adminPassword, remark } of tenants) {
    // known only when the tenant is new
    console.log(
      adminPassword
        ? `${slug}: log in as ${adminEmail} with ${adminPassword}`
        : `${slug}: ${remark ?? 'loaded'}`,
    );
  }
}
