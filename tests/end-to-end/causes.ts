import { readChain } from '../../schema/database/causes/read-chain.ts';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { whyOf } from '../../schema/graphql/why-story.ts';
import type { Running } from './running.ts';

/** A row whose chain of causes does not reach a beginning. */
export interface LostChain {
  table: string;
  id: string;
  cause: unknown;
  story: string;
}

/** Follows the causes of every row of the installation that has one, and answers how many there are and which lead nowhere. */
export async function followAllCauses(running: Running): Promise<{ followed: string[]; lost: LostChain[] }> {
  const { rows: tables } = await running.rows.query<{ table: string }>(
    `select table_name as table from information_schema.columns
     where table_schema = 'public' and column_name = 'caused_by' order by 1`,
  );
  const db = await openDatabase(running.installation.urls.databaseOwner);
  try {
    const followed: string[] = [];
    const lost: LostChain[] = [];
    for (const { table } of tables)
      for (const row of await rowsWithCause(running, table)) {
        followed.push(table);
        const { origin, story } = await storyOf(db, row);
        if (origin === 'unknown') lost.push({ table, id: row.id, cause: row.cause, story });
      }
    return { followed, lost };
  } finally {
    await db.close();
  }
}

interface CausedRow {
  id: string;
  tenantId: string;
  cause: { kind: string; id: string };
}

async function rowsWithCause({ rows }: Running, table: string): Promise<CausedRow[]> {
  const found = await rows.query<CausedRow>(
    `select id, tenant_id as "tenantId", caused_by as cause from "${table}"`,
  );
  return found.rows;
}

/** By the row itself where it can be asked about, and else by what it names. */
async function storyOf(db: Database, { id, tenantId, cause }: CausedRow) {
  return db.inTenant(tenantId, async (tx) => {
    const own = await readChain(tx, id);
    if (own.length === 0 && !uuid.test(cause.id)) return { origin: 'system', story: cause.id };
    const links = own.length > 0 ? own : await readChain(tx, cause.id);
    const { origin, steps } = whyOf(links, new Map());
    return { origin, story: steps.map(({ sentence }) => sentence).join(' ') };
  });
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
