import path from 'node:path';
import type { LogIn } from './installation.ts';
import { readIfThere } from './postgres-home.ts';
import { Problem } from './problem.ts';
import { type State, writePrivate } from './state.ts';

/** What the launcher has done to the database. */
export interface Database {
  migrate(ownerUrl: string): Promise<void>;
  loadTenants(ownerUrl: string, folder: string, linkSecret: string): Promise<{ tenants: readonly LogIn[] }>;
}

export async function ourDatabase(): Promise<Database> {
  const [{ migrate }, { loadTenants }] = await Promise.all([
    import('../schema/database/migrate.ts'),
    import('./load-tenants.ts'),
  ]);
  return { migrate, loadTenants };
}

/** Loads the tenants; a log-in's password is known only at the first load and is kept beside the other secrets. */
export async function loadTenants(
  database: Database,
  ownerUrl: string,
  folder: string,
  state: State,
  linkSecret: string,
): Promise<LogIn[]> {
  const { tenants } = await database.loadTenants(ownerUrl, folder, linkSecret).catch((error: unknown) => {
    // its message is the file, the line and what is wrong there
    throw error instanceof Error ? new Problem(error.message) : error;
  });
  const file = path.join(state.folder, 'log-ins.json');
  const kept = JSON.parse(readIfThere(file) ?? '{}') as Record<string, string>;
  for (const { slug, adminPassword } of tenants) if (adminPassword) kept[slug] = adminPassword;
  writePrivate(file, JSON.stringify(kept, null, 2));
  return tenants.map((tenant) => ({
    ...tenant,
    adminPassword: tenant.adminPassword || kept[tenant.slug] || '',
  }));
}
