import { type RawBuilder, sql } from 'kysely';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { type LeadList, type Order, type PageArguments, pageOf, sliced } from './pages.ts';
import { read } from './rows.ts';

/** What a list may be narrowed to; what is left out narrows nothing. */
export type Conditions = readonly (RawBuilder<boolean> | null)[];

type Given<Value> = Value | null | undefined;

/** A condition of a value that was given. */
export const given = <Value>(
  value: Given<Value>,
  condition: (value: Value) => RawBuilder<boolean>,
): RawBuilder<boolean> | null => (value === null || value === undefined ? null : condition(value));

/** Instants of a column from one up to, and without, another. */
export const within = (column: string, from: Given<Date>, before: Given<Date>): Conditions => [
  given(from, (at) => sql<boolean>`${sql.ref(column)} >= ${at}`),
  given(before, (at) => sql<boolean>`${sql.ref(column)} < ${at}`),
];

/** One of these words. */
export const oneOf = (column: string, words: Given<readonly string[]>): RawBuilder<boolean> | null =>
  given(words, (all) => sql<boolean>`${sql.ref(column)} = any(${all}::text[])`);

/** Of this lead and the leads that it took in; an id of anything else names no lead, and no lead has no rows. */
export const ofLead = (globalId: Given<string>): RawBuilder<boolean> | null =>
  given(
    globalId,
    (id) => sql<boolean>`${sql.ref('leadId')} in (select lead_family(${idOf('Lead', id)}::uuid))`,
  );

/** One page of rows of the whole tenant, of which all conditions are true. */
export const pageOfTenant = <Row extends { id: string }>(
  context: GraphqlContext,
  { source: { table, columns }, orderedBy, size }: LeadList<Row>,
  args: PageArguments,
  conditions: Conditions = [],
  order?: Order,
) =>
  pageOf<Row>(
    args,
    size,
    (slice) =>
      read(context, (tables) => {
        // one table stands for all in the type of `sliced`
        let rows = tables
          .selectFrom(table as 'timeline_event')
          .select(columns as readonly string[] as ['id']);
        for (const condition of conditions) if (condition) rows = rows.where(condition);
        const page = sliced(rows as unknown as Parameters<typeof sliced>[0], order ?? orderedBy, slice);
        return page.execute() as unknown as Promise<(Row & { exactAt: string })[]>;
      }),
    order,
  );
