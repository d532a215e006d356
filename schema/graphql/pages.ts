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

/** What each of many parents has many of: which rows, in which order, how many unless asked. */
interface OfEach<Row> {
  source: Source<Row>;
  orderedBy: OrderedBy | Order;
  size: number;
  /** which of the rows are the parent's */
  of: RawBuilder<boolean>;
  /** which of those are listed; all when left out */
  only?: RawBuilder<boolean> | undefined;
  /** tells lists of one table apart that list other rows */
  name?: string;
}

/** The id of the parent within `OfEach.of`. */
const parent = sql.ref<string>('p.parent');

/** One page of the rows of a parent; the same page of many parents is one statement. */
const pageOfEach = <Row extends { id: string }>(
  context: GraphqlContext,
  { source: { table, columns }, orderedBy, size, of, only, name = '' }: OfEach<Row>,
  parentId: string,
  args: PageArguments,
) => {
  const order = typeof orderedBy === 'string' ? undefined : orderedBy;
  return pageOf<Row>(
    args,
    size,
    async (slice) => {
      const key = `${table} ${name} ${JSON.stringify(slice)}`;
      const ofParent = await loadOne(context, key, parentId, async (parentIds) => {
        const parents = sql<{ parent: string }>`unnest(${parentIds}::uuid[])`.as<'p'>(sql`p(parent)`);
        const direction = slice.inverted === (order?.ascending === true) ? 'desc' : 'asc';
        const rows = await read(context, (tables) =>
          tables
            .selectFrom(parents)
            .innerJoinLateral(
              (from) => {
                const listed = from
                  .selectFrom(table as 'timeline_event')
                  .select([...(columns as readonly string[] as ['id']), parent.as('parent')])
                  .where(of)
                  .where(only ?? sql<boolean>`true`);
                type Output = { id: string; parent: string };
                return sliced(listed as unknown as AnySelect<Output>, orderedBy, slice).as('c');
              },
              (join) => join.onTrue(),
            )
            .selectAll('c')
            .orderBy(sql`${sql.ref('c.exactAt')}::${sql.raw(order?.type ?? 'timestamptz')}`, direction)
            .orderBy('c.id', direction)
            .execute(),
        );
        return Map.groupBy(rows, (row) => row.parent);
      });
      return (ofParent ?? []) as unknown as (Row & { exactAt: string })[];
    },
    order,
  );
};

/** One page of the rows of a lead and of the leads that it took in; the same page of many leads is one statement. */
export const pageOfLead = <Row extends { id: string }>(
  context: GraphqlContext,
  list: LeadList<Row>,
  leadId: string,
  args: PageArguments,
) => {
  const of = sql<boolean>`${sql.ref('leadId')} in (select lead_family(${parent}))`;
  return pageOfEach(context, { ...list, of }, leadId, args);
};

/** What a row has many of, with its id in a column of each. */
export interface ChildList<Row> {
  source: Source<Row>;
  parent: keyof Row & string;
  order: Order;
  size: number;
}

/** One page of the rows of another row, in these states alone when some are given; of many rows it is one statement. */
export const pageOfChildren = <Row extends { id: string }>(
  context: GraphqlContext,
  { source, parent: column, order, size }: ChildList<Row>,
  parentId: string,
  { state, ...args }: PageArguments & { state?: readonly string[] | null | undefined },
) => {
  const of = sql<boolean>`${sql.ref(column)} = ${parent}`;
  const only = state ? sql<boolean>`state = any(${state}::text[])` : undefined;
  const list = { source, orderedBy: order, size, of, only, name: JSON.stringify(state ?? null) };
  return pageOfEach(context, list, parentId, args);
};
