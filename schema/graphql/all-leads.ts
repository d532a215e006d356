import { coerceInputValue, isInputObjectType, validateInputValue } from 'graphql';
import type { Database } from '../database/database.ts';
import { readRows } from '../database/read-rows.ts';
import { encodeCursor } from './cursor.ts';
import { type LeadRow, leadRows } from './lead.ts';
import { filtered, type LeadFilterInput, searched } from './lead-filter.ts';
import { listedLeads } from './listed-leads.ts';
import { sliced } from './pages.ts';
import type { Tables } from './rows.ts';
import { schema } from './schema.ts';

const atOnce = 500;
const longestReadMs = 30_000;

/**
 * A filter as JSON, read as the variable of a query is; an answer in words for one that is none. Whatever the list of leads
 * can be narrowed by it can be narrowed by here.
 */
export const readLeadFilter = (json: unknown): { filter: LeadFilterInput | null } | { expected: string } => {
  const type = schema.getType('LeadFilter');
  if (!isInputObjectType(type)) throw new Error('the schema has no LeadFilter');
  const wrong: string[] = [];
  validateInputValue(json, type, (_error, path) => void wrong.push(path.join('.') || 'filter'), true);
  if (wrong.length > 0) return { expected: `the LeadFilter of GraphQL as JSON: see ${wrong.join(', ')}` };
  return { filter: coerceInputValue(json, type) as LeadFilterInput | null };
};

/** Every lead that the list of leads would show, newest first, a few hundred at a time: each piece is a read of its own. */
export async function* allLeads(
  { db, tenantId }: { db: Database; tenantId: string },
  { search, filter }: { search: string | null; filter: LeadFilterInput | null },
): AsyncGenerator<LeadRow[]> {
  const tables = readRows<Tables>(db, tenantId, () => longestReadMs);
  for (let after: string | undefined; ; ) {
    const slice = { after, before: undefined, limit: atOnce, inverted: false };
    const leads = listedLeads(tables).select(leadRows.columns);
    const rows = await sliced(searched(filtered(leads, filter), search), 'createdAt', slice).execute();
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = encodeCursor({ at: last.exactAt, id: last.id });
  }
}
