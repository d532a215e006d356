import { MikroKyselyPlugin } from '@mikro-orm/postgresql';
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type KyselyPlugin,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Database } from './database.ts';
import { type RunRead, readInTenant, type TimeLeft } from './read-transaction.ts';

/**
 * Typed SQL that reads one tenant's rows, with an agent those that `Database.inTenant` lets them see, named as the entities name them. MikroORM would do the same, but maps each row
 * column by column at a cost that a list of leads feels: see `bench/graphql.ts`.
 */
export const readRows = <Tables>(
  db: Database,
  tenantId: string,
  timeLeft: TimeLeft,
  only?: { agent: string },
): Kysely<Tables> => {
  const connection = connectionOf(readInTenant(db.pool, tenantId, timeLeft, only));
  return new Kysely<Tables>({
    plugins: [columnNames(db)],
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: done,
        acquireConnection: async () => connection,
        releaseConnection: done,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        destroy: done,
      }),
    },
  });
};

const done = async (): Promise<void> => undefined;
const refuse = async (): Promise<never> => {
  throw new Error('reads begin their transaction themselves');
};

const connectionOf = (run: RunRead): DatabaseConnection => ({
  executeQuery: async <Row>({ sql, parameters }: CompiledQuery) => ({
    rows: (await run({ text: sql, values: parameters })) as Row[],
  }),
  streamQuery: () => {
    throw new Error('reads are not streamed');
  },
});

const known = new WeakMap<Database, KyselyPlugin>();

/** Writes properties as columns; the rows come back with properties as it is. */
const columnNames = (db: Database): KyselyPlugin => {
  const made = known.get(db);
  if (made) return made;
  const names = new MikroKyselyPlugin(db.orm.em.fork(), { columnNamingStrategy: 'property' });
  const plugin: KyselyPlugin = {
    transformQuery: (args) => names.transformQuery(args),
    transformResult: async ({ result }) => result,
  };
  known.set(db, plugin);
  return plugin;
};
