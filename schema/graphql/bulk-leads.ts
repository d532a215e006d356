import { sql } from 'kysely';
import { mostLeadsAtOnce } from '../contracts/bulk.ts';
import { builder } from './builder.ts';
import { InvalidInput, Mendable, NotFound } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { filtered, LeadFilter, searched } from './lead-filter.ts';
import { listedLeads } from './listed-leads.ts';
import type { AnySelect } from './pages.ts';
import { read } from './rows.ts';

/** Which leads a bulk command is about. */
export const BulkLeads = builder.inputType('BulkLeads', {
  description: `Which leads: those named, or those that the list of leads shows for a search and a filter; ${mostLeadsAtOnce.toLocaleString('en')} at most.`,
  fields: (t) => ({
    ids: t.idList({ description: 'The global ids of leads, instead of a search and a filter.' }),
    search: t.string({ description: 'As in the list of leads.' }),
    filter: t.field({ type: LeadFilter, description: 'As in the list of leads.' }),
  }),
});
type Which = typeof BulkLeads.$inferInput;

const tooMany = (): Mendable =>
  new Mendable(new InvalidInput('leads', `at most ${mostLeadsAtOnce.toLocaleString('en')} leads`));

/** The ids of the leads that are meant, each once; who was merged is meant as the lead that they are by now. */
export const leadsMeant = async (context: GraphqlContext, which: Which): Promise<string[]> => {
  const { ids, search, filter } = which;
  if (ids && (search || filter))
    throw new Mendable(new InvalidInput('leads', 'either ids, or a search and a filter'));
  if (ids) return named(context, ids);
  if (!search?.trim() && Object.values(filter ?? {}).every((value) => value == null))
    throw new Mendable(new InvalidInput('leads', 'ids, a search or a filter: never simply everybody'));
  const found = await read(context, (tables) => {
    const leads = listedLeads(tables).select('id');
    const narrowed = searched(filtered(leads as AnySelect<{ id: string }>, filter), search);
    return narrowed
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(mostLeadsAtOnce + 1)
      .execute();
  });
  if (found.length > mostLeadsAtOnce) throw tooMany();
  return found.map(({ id }) => id);
};

const named = async (context: GraphqlContext, globalIds: readonly string[]): Promise<string[]> => {
  if (globalIds.length > mostLeadsAtOnce) throw tooMany();
  const ids = globalIds.map((globalId) => idOf('Lead', globalId));
  if (ids.includes(null)) throw new Mendable(new InvalidInput('leads', 'global ids of leads'));
  const rows = await read(context, (tables) =>
    tables
      .selectFrom('lead')
      .select(['id', sql<string>`lead_root(id)`.as('root')])
      .where(sql<boolean>`id = any(${ids}::uuid[])`)
      .execute(),
  );
  const rootOf = new Map(rows.map(({ id, root }) => [id, root]));
  const roots = ids.flatMap((id) => rootOf.get(id ?? '') ?? []);
  if (roots.length < ids.length) throw new Mendable(new NotFound('Lead'));
  return [...new Set(roots)];
};
