import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { GraphQLError } from 'graphql';
import type { Kysely, Selectable } from 'kysely';
import type { entities } from '../database/entities.ts';
import { signedIn } from './access.ts';
import type { GraphqlContext } from './context.ts';
import { timeIsUp, timeLimits } from './limits.ts';

const naming = { columnNamingStrategy: 'property', convertValues: true } as const;
export type Tables = InferKyselyDB<(typeof entities)[number], typeof naming>;

/** Typed SQL over our tables, inside a transaction of one tenant. */
export type Rows = Kysely<Tables>;
export type TableName = Exclude<
  keyof Tables,
  | 'account'
  | 'login'
  | 'token'
  | 'pending'
  | 'paced_account'
  | 'paced_call'
  | 'rate_limit'
  | 'change'
  | 'change_log'
  | 'migration'
>;
export type TableRow<T extends TableName> = Selectable<Tables[T]>;

/** Which columns of a table screens may read, and the rows that come of it: what is not named is never selected. */
export interface Source<Row> {
  table: TableName;
  columns: readonly (keyof Row & string)[];
}
export type RowOf<S> = S extends Source<infer Row> ? Row : never;

export const source = <T extends TableName, const C extends keyof TableRow<T> & string>(
  table: T,
  columns: readonly C[],
): Source<Pick<TableRow<T>, C>> => ({ table, columns });

const rowsOf = new WeakMap<GraphqlContext, Rows>();

/**
 * Reads the viewer's tenant, together with whatever else of this request reads at the same time. The database ends what
 * takes longer than the request may.
 */
export const read = async <T>(context: GraphqlContext, work: (rows: Rows) => Promise<T>): Promise<T> => {
  // anonymous requests are refused before anything is asked
  signedIn(context);
  const timeLeft = context.timeLeft ?? (() => timeLimits.query);
  const rows = rowsOf.get(context) ?? context.db.reads<Tables>(timeLeft);
  rowsOf.set(context, rows);
  try {
    return await work(rows);
  } catch (failure) {
    const { code } = failure as { code?: unknown };
    if (code === queryCanceled) throw timeIsUp();
    throw code === noSuchCharacter ? notOfTexts() : failure;
  }
};

const queryCanceled = '57014';
/** PostgreSQL keeps every character but one. */
const noSuchCharacter = '22021';

const notOfTexts = () =>
  new GraphQLError('A text holds a NUL character, which no text of ours does.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
