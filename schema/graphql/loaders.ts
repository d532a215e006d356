import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { GraphqlContext } from './context.ts';
import { uuid } from './ids.ts';
import { read, type Source } from './rows.ts';

type Loaders = Map<string, DataLoader<string, unknown>>;
const loadersOf = new WeakMap<GraphqlContext, Loaders>();

/** Answers one key of many that are asked for at the same time: `load` sees all of them at once. */
export const loadOne = <V>(
  context: GraphqlContext,
  name: string,
  key: string,
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): Promise<V | undefined> => {
  const loaders: Loaders = loadersOf.get(context) ?? new Map();
  loadersOf.set(context, loaders);
  const loader =
    loaders.get(name) ??
    new DataLoader<string, unknown>(async (keys) => {
      const found = await load(keys);
      return keys.map((k) => found.get(k));
    });
  loaders.set(name, loader);
  return loader.load(key) as Promise<V | undefined>;
};

/** Forgets what this request has loaded: after a command the rows are other ones. */
export const forgetLoaded = (context: GraphqlContext): void => {
  loadersOf.delete(context);
};

/** The rows with these ids in their order, null where the tenant has none. */
export const rowsById = async <Row>(
  context: GraphqlContext,
  { table, columns }: Source<Row>,
  ids: readonly string[],
): Promise<(Row | null)[]> => {
  // an id is whatever the caller wrote: anything but a UUID would be an error of the database
  const known = ids.filter((id) => uuid.test(id));
  if (known.length === 0) return ids.map(() => null);
  const rows = await read(context, (tables) =>
    tables
      .selectFrom(table as 'lead')
      .select(columns as readonly string[] as ['id'])
      .where('id', 'in', known)
      .execute(),
  );
  const byId = new Map(rows.map((row) => [row.id, row as unknown as Row]));
  return ids.map((id) => byId.get(id) ?? null);
};

/** All rows of one parent, for lists that are short by nature. */
export const rowsOfParent = async <Row>(
  context: GraphqlContext,
  { table, columns }: Source<Row>,
  parent: { column: keyof Row & string; id: string; orderBy: keyof Row & string },
): Promise<Row[]> => {
  const { column, id, orderBy } = parent as unknown as { column: 'id'; id: string; orderBy: 'id' };
  const found = await loadOne(context, `${table}.${column}`, id, async (ids) => {
    const rows = await read(context, (tables) =>
      tables
        .selectFrom(table as 'lead')
        .select(columns as readonly string[] as ['id'])
        .where(column, 'in', ids)
        .orderBy(orderBy)
        .orderBy('id')
        .execute(),
    );
    return Map.groupBy(rows, (row) => row[column]);
  });
  return (found ?? []) as unknown as Row[];
};

/** All rows of a lead and of the leads that it took in, for lists that are short by nature. */
export const rowsOfLead = async <Row>(
  context: GraphqlContext,
  { table, columns }: Source<Row>,
  leadId: string,
  orderBy: keyof Row & string,
): Promise<Row[]> => {
  const found = await loadOne(context, `${table} of lead`, leadId, async (ids) => {
    const rows = await read(context, (tables) =>
      tables
        .selectFrom(familiesOf(ids))
        .innerJoin(table as 'appointment', (join) => join.onRef('leadId', '=', sql.ref<string>('f.member')))
        .select(columns.map((column) => `${table}.${column}`) as unknown as ['appointment.id'])
        .select(sql<string>`f.parent`.as('parent'))
        .orderBy(orderBy as 'startsAt')
        .orderBy('id')
        .execute(),
    );
    return Map.groupBy(rows, (row) => row.parent);
  });
  return (found ?? []) as unknown as Row[];
};

/** Each of these leads with every lead whose rows are theirs. */
export const familiesOf = (leadIds: readonly string[]) =>
  sql<{ parent: string; member: string }>`(
    select parent, lead_family(parent) as member from unnest(${leadIds}::uuid[]) as parent
  )`.as<'f'>(sql`f(parent, member)`);
