import pg from 'pg';
import { agentRole } from './tenant-table.ts';

/** A statement as it is sent. */
export interface Statement {
  text: string;
  values: readonly unknown[];
}

export type Row = Record<string, unknown>;

/** Runs a statement that reads. */
export type RunRead = (statement: Statement) => Promise<Row[]>;

/** How many milliseconds may still be used. Throws when there are none. */
export type TimeLeft = () => number;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads of one tenant for one request. What is asked for at the same time shares one transaction on one connection, which
 * ends as soon as nothing more is asked for: however many resolvers there are, a request holds one connection, and none
 * while it waits for something else. A statement that fails takes no other with it.
 */
export const readInTenant = (
  pool: pg.Pool,
  tenantId: string,
  timeLeft: TimeLeft,
  only?: { agent: string },
): RunRead => {
  // the id stands in the statement's text, so that opening the transaction takes one round trip
  if (!uuid.test(tenantId)) throw new Error('tenantId: expected a UUID');
  const asAgent = only
    ? `; set local "app.agent" = ${pg.escapeLiteral(only.agent)}; set local role ${agentRole}`
    : '';
  const session = `set local "app.tenant" = '${tenantId}'${asAgent}`;
  let open: Transaction | undefined;
  const run: RunRead = async (statement) => {
    const timeoutMs = Math.ceil(timeLeft());
    if (!open?.takesMore()) open = beginTransaction(pool, session, timeoutMs);
    const rows = await open.run(statement);
    // nothing was asked: another one's failure ended the transaction that they shared
    return rows ?? run(statement);
  };
  return run;
};

interface Transaction {
  takesMore(): boolean;
  /** null when the transaction failed before this statement's turn came */
  run(statement: Statement): Promise<Row[] | null>;
}

const beginTransaction = (pool: pg.Pool, session: string, timeoutMs: number): Transaction => {
  let [waiting, failed, ended] = [0, false, false];
  const settings = `${session}; set local statement_timeout = ${timeoutMs}`;
  const begun = pool.connect().then(async (client) => {
    await client.query(`begin read only; ${settings}`).catch((broken: Error) => {
      client.release(broken);
      throw broken;
    });
    return client;
  });
  const end = async (): Promise<void> => {
    const client = await begun;
    await client.query('commit').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
  };
  const endWhenIdle = (): void => {
    if (waiting > 0 || ended) return;
    ended = true;
    // what never began need not end, and whoever asked has heard of it
    end().catch(() => undefined);
  };
  // a connection runs one statement at a time: each waits for the one before it
  let last: Promise<unknown> = begun;
  let answered = Promise.withResolvers<void>();
  return {
    takesMore: () => !failed && !ended,
    run: async (statement) => {
      waiting += 1;
      const before = last;
      const answer = begun.then((client) => before.then(() => (failed ? null : select(client, statement))));
      last = answer.catch(() => {
        failed = true;
      });
      const { promise } = answered;
      await last;
      waiting -= 1;
      if (waiting === 0) {
        answered.resolve();
        answered = Promise.withResolvers();
        // whoever goes on from an answer asks within the same turn of the event loop
        setImmediate(endWhenIdle);
      }
      // all that were asked together are answered together, so that what follows from them is asked together again
      await promise;
      return answer;
    },
  };
};

const select = async (client: pg.PoolClient, { text, values }: Statement): Promise<Row[]> => {
  const { fields, rows } = await client.query<unknown[]>({
    text,
    values: [...values],
    rowMode: 'array',
    types,
  });
  const names = fields.map(({ name }) => propertyOf(name));
  return rows.map((values) => {
    const row: Row = {};
    for (let i = 0; i < names.length; i += 1) row[names[i] as string] = values[i];
    return row;
  });
};

const properties = new Map<string, string>();

/** The property of a column, as the entities name it. */
export const propertyOf = (column: string): string => {
  const known = properties.get(column);
  if (known) return known;
  const property = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  properties.set(column, property);
  return property;
};

const bigint = 20;

// instants as dates and amounts as numbers, as the entities have them; the pool's own parsers keep the ORM's texts
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === bigint ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
