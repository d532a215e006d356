import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { agentRole } from './tenant-table.ts';

/** A unit of work inside one tenant: one short transaction, row-level security set. */
export type Tx = EntityManager;

/** The database as the application uses it: nothing is visible outside a tenant. */
export interface Database {
  readonly orm: MikroORM;
  readonly pool: pg.Pool;
  /**
   * Runs `work` in one transaction that sees and writes this tenant's rows only; with an agent, of its leads only those
   * that are theirs or nobody's, and what hangs on them.
   */
  inTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>, only?: { agent: string }): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  poolMax?: number;
  /** how long a statement may wait for others' locks, and how long it may take in all, in milliseconds; otherwise for ever */
  patience?: { lockMs: number; statementMs: number };
}

const configuration = (url: string, poolMax: number, patience: DatabaseOptions['patience']) =>
  defineConfig({
    clientUrl: url,
    entities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, tableName: 'migration', silent: true },
    pool: { max: poolMax },
    // a database that neither answers nor refuses must not keep requests waiting for ever
    driverOptions: {
      connectionTimeoutMillis: 5_000,
      ...(patience && { lock_timeout: patience.lockMs, statement_timeout: patience.statementMs }),
    },
    debug: false,
    forceUtcTimezone: true,
  });

/** The ORM alone, for migrations and schema checks by the owner. */
export const openOrm = (url: string, poolMax = 2): Promise<MikroORM> =>
  MikroORM.init(configuration(url, poolMax, undefined));

/** Opens the database with the application's role. */
export const openDatabase = async (url: string, options: DatabaseOptions = {}): Promise<Database> => {
  const orm = await MikroORM.init(configuration(url, options.poolMax ?? 10, options.patience));
  const connection = orm.em.getConnection() as unknown as { getNativeClient(): Promise<pg.Pool> };
  const pool = await connection.getNativeClient();
  return {
    orm,
    pool,
    inTenant: (tenantId, work, only) => {
      const em = orm.em.fork() as Tx;
      const variables = { 'app.tenant': tenantId };
      em.setSessionContext(
        only ? { variables: { ...variables, 'app.agent': only.agent }, role: agentRole } : { variables },
      );
      em.setFilterParams('tenant', { id: tenantId });
      return em.transactional((tx) => work(tx as Tx));
    },
    close: () => orm.close(),
  };
};
