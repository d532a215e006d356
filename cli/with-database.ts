import { Problem } from '../local/problem.ts';
import { ownEnvironment } from '../local/settings.ts';
import type { Database } from '../schema/database/database.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an operator has named a lead. */
export const isLeadId = (text: string | undefined): text is string => text !== undefined && uuid.test(text);

/** Runs what an operator asks of the database, with its tenants and the secret that keys its hashes. */
export async function withDatabase(
  work: (db: Database, tenants: readonly string[], linkSecret: string) => Promise<void>,
): Promise<void> {
  const { DATABASE_OWNER_URL, LINK_SECRET } = ownEnvironment();
  if (!DATABASE_OWNER_URL)
    throw new Problem('Set DATABASE_OWNER_URL to the database and the role that owns its tables.');
  if (!LINK_SECRET) throw new Problem('Set LINK_SECRET to the secret that api and worker are given.');
  const { openDatabase } = await import('../schema/database/database.ts');
  const db = await openDatabase(DATABASE_OWNER_URL, { poolMax: 2 });
  try {
    const { rows } = await db.pool.query<{ id: string }>(
      'select tenant_id as id from routing.tenant order by 1',
    );
    const tenants = rows.map(({ id }) => id);
    await work(db, tenants, LINK_SECRET);
  } finally {
    await db.close();
  }
}
