import pg from 'pg';
import { createSuperAdmin } from '../../schema/database/platform/super-admins.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import type { TestDatabase } from './database.ts';
import { testLinkSecret } from './seed.ts';

/** Runs `work` as whoever owns the database, as an operator at a command line does. */
export const asOwner = async <T>(
  { ownerUrl }: TestDatabase,
  work: (owner: pg.Pool) => Promise<T>,
): Promise<T> => {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
};

/** Makes somebody of the platform. */
export const seedSuperAdmin = (
  database: TestDatabase,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<boolean> =>
  asOwner(database, (owner) =>
    createSuperAdmin(owner, { emailHash: keyedHash(testLinkSecret, email), name: 'Pat Form', passwordHash }),
  );
