import { type ResolveCursorConnectionArgs, resolveCursorConnection } from '@pothos/plugin-relay';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { GraphqlContext } from './context.ts';
import { decodeCursor, encodeCursor, type NamedSort } from './cursor.ts';
import { maxPage } from './limits.ts';
import { loadOne } from './loaders.ts';
import { read, type Source, type Tables } from './rows.ts';

/** The arguments of a page as Relay writes them. */
export interface PageArguments {
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}

/** The instant that a list is ordered by, newest first; equal instants are ordered by id. */
export type OrderedBy = 'createdAt' | 'at';

/** One of the orders of a list that has several. */
export interface Order extends NamedSort {
  by: RawBuilder<unknown>;
  /** the smallest first, where other orders begin with the greatest */
  ascending?: boolean;
}

/** A part of a list, as a query can be narrowed to it. */
export interface Slice {
  after: string | undefined;
  before: string | undefined;
  limit: number;
  inverted: boolean;
}

// one table stands for all in the types below: all have an id and an instant
export type AnySelect<Output> = SelectQueryBuilder<Tables, 'lead', Output>;

// the instant as text: a JavaScript date would lose the microseconds that order rows of one millisecond
const exactly = (by: RawBuilder<unknown>, type: NamedSort['type']) =>
  type === 'integer'
    ? sql<string>`(${by})::text`
    : sql<string>`to_char(${by} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Narrows a select to one slice, by keyset: rows that come in meanwhile shift nothing. */
export const sliced = <Output>(query: AnySelect<Output>, orderedBy: OrderedBy | Order, slice: Slice) => {
  const named = typeof orderedBy === 'string' ? undefined : orderedBy;
  const { by, type } = named ?? { by: sql.ref(orderedBy as OrderedBy), type: 'timestamptz' as const };
  const ascending = named?.ascending === true;
  const direction = slice.inverted === ascending ? 'desc' : 'asc';
  let narrowed = query
    .select(exactly(by, type).as('exactAt'))
    .orderBy(by, direction)
    .orderBy('id', direction)
    .limit(slice.limit);
  for (const which of ['after', 'before'] as const) {
    const cursor = slice[which];
    if (!cursor) continue;
    const { at, id } = decodeCursor(cursor, named);
    const sign = sql.raw((which === 'after') === ascending ? '>' : '<');
    narrowed = narrowed.where(sql<boolean>`(${by}, id) ${sign} (${at}::${sql.raw(type)}, ${id}::uuid)`);
  }
  return narrowed;
};

/** One page of a list; `load` answers a slice of it as `sliced` selects it. */
export const pageOf = <R extends { id: string }>(
  args: PageArguments,
  defaultSize: number,
  load: (slice: Slice) => Promise<(R & { exactAt: string })[]>,
  order?: Order,
) => {
  const toCursor = ({ exactAt, id }: R & { exactAt: string }) => encodeCursor({ at: exactAt, id }, order);
  return resolveCursorConnection(
    { args, defaultSize, maxSize: maxPage, toCursor },
    ({ after, before, limit, inverted }: ResolveCursorConnectionArgs) =>
      load({ after, before, limit, inverted }),
  );
};

/** What a lead has many of, as a list: which rows, newest first by which instant, how many unless asked. */
export interface LeadList<Row> {
  source: Source<Row>;
  orderedBy: OrderedBy & keyof Row;
  size: number;
  /** which of the rows are listed; all when left out */
  only?: RawBuilder<boolean>;
}

/** One page of the rows of a lead and of the leads that it took in; the same page of many leads is one statement. */
export const pageOfLead = <Row extends { id: string }>(
  context: GraphqlContext,
  { source: { table, columns }, orderedBy, size, only }: LeadList<Row>,
  leadId: string,
  args: PageArguments,
) =>
  pageOf<Row>(args, size, async (slice) => {
    const ofLead = await loadOne(context, `${table} ${JSON.stringify(slice)}`, leadId, async (leadIds) => {
      const leads = sql<{ parent: string }>`unnest(${leadIds}::uuid[])`.as<'p'>(sql`p(parent)`);
      const direction = slice.inverted ? 'asc' : 'desc';
      const rows = await read(context, (tables) =>
        tables
          .selectFrom(leads)
          .innerJoinLateral(
            (from) => {
              const rowsOfLead = from
                .selectFrom(table as 'timeline_event')
                .select([
                  ...(columns as readonly string[] as ['id']),
                  'leadId',
                  sql<string>`p.parent`.as('parent'),
                ])
                .where('leadId', 'in', sql<string>`(select lead_family(p.parent))`)
                .$if(only !== undefined, (rows) => rows.where(only ?? sql<boolean>`true`));
              type Output = { id: string; leadId: string; parent: string };
              return sliced(rowsOfLead as unknown as AnySelect<Output>, orderedBy, slice).as('c');
            },
            (join) => join.onTrue(),
          )
          .selectAll('c')
          .orderBy('c.exactAt', direction)
          .orderBy('c.id', direction)
          .execute(),
      );
      return Map.groupBy(rows, (row) => row.parent);
    });
    return (ofLead ?? []) as unknown as (Row & { exactAt: string })[];
  });
