import { Problem } from '../local/problem.ts';
import { ownEnvironment } from '../local/settings.ts';
import type { Database } from '../schema/database/database.ts';

/** The database as its owner has it: what the application has no right to is done from a command line. */
export interface Owned {
  db: Database;
  linkSecret: string;
}

/** Where the database of DATABASE_OWNER_URL is, and the secret that everything in it was hashed with. */
export function ownerSettings(): { databaseUrl: string; linkSecret: string } {
  const { DATABASE_OWNER_URL, LINK_SECRET } = ownEnvironment();
  if (!DATABASE_OWNER_URL)
    throw new Problem('Set DATABASE_OWNER_URL to the database and the role that owns its tables.');
  if (!LINK_SECRET) throw new Problem('Set LINK_SECRET to the secret that api and worker are given.');
  return { databaseUrl: DATABASE_OWNER_URL, linkSecret: LINK_SECRET };
}

/** Does `work` on the database of DATABASE_OWNER_URL. */
export async function asOwner(work: (owned: Owned) => Promise<void>): Promise<void> {
  const { databaseUrl, linkSecret } = ownerSettings();
  const { openDatabase } = await import('../schema/database/database.ts');
  const db = await openDatabase(databaseUrl, { poolMax: 2 });
  try {
    await work({ db, linkSecret });
  } finally {
    await db.close();
  }
}
