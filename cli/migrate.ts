import { Problem } from '../local/problem.ts';
import { ownEnvironment } from '../local/settings.ts';

export async function migrateDatabase(): Promise<void> {
  const { DATABASE_OWNER_URL } = ownEnvironment();
  if (!DATABASE_OWNER_URL)
    throw new Problem('Set DATABASE_OWNER_URL to the database and the role that owns its tables.');
  const { migrate } = await import('../schema/database/migrate.ts');
  await migrate(DATABASE_OWNER_URL);
  console.log('The database is up to date.');
}
