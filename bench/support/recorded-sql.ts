import pg from 'pg';

/** A statement as it was sent to PostgreSQL. */
export interface SentSql {
  text: string;
  values: unknown[];
}

type Sendable = string | { text: string; values?: unknown[] };

/** The statements by which `work` reads, as this process sends them to PostgreSQL. */
export async function recordReads(work: () => Promise<unknown>): Promise<SentSql[]> {
  const sent: SentSql[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [statement, values] = args as [Sendable, unknown];
    const given = typeof statement === 'string' ? { text: statement } : statement;
    sent.push({ text: given.text, values: given.values ?? (Array.isArray(values) ? values : []) });
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return sent.filter(({ text }) => /^select/i.test(text) && !text.includes('set_config'));
}
