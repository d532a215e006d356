import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { migrate } from '../../schema/database/migrate.ts';
import { testServer } from './settings.ts';

/** A migrated database of one test file's own. */
export interface TestDatabase {
  /** opened with the application's role */
  db: Database;
  ownerUrl: string;
  applicationUrl: string;
  drop(): Promise<void>;
}

const migrations = new URL('../../schema/database/migrations/', import.meta.url);

const at = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** The migrations' own hash names the template, so changed migrations make a new one. */
const templateName = (): string => {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(file, migrations)));
  return `leadline_template_${hash.digest('hex').slice(0, 12)}`;
};

const lockOfTemplates = 5_160_301;

/** Migrates once for all test files; the others copy, which takes a fraction of the time. */
const template = (bootUrl: string): Promise<string> =>
  withClient(bootUrl, async (client) => {
    const name = templateName();
    await client.query('select pg_advisory_lock($1)', [lockOfTemplates]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    // it gets its name when it is whole: one that was cut short is made anew
    const unfinished = `${name}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    await migrate(at(bootUrl, unfinished));
    await client.query(`alter database ${unfinished} rename to ${name}`);
    return name;
  });

/** A pool that ended takes a moment to hang up: cut off meanwhile, its connections would fail a test that is over. */
const left = async (client: pg.Client, name: string): Promise<void> => {
  for (let tries = 0; tries < 40; tries += 1) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name]);
    if (!rowCount) return;
    await sleep(25);
  }
};

/** Makes a fresh migrated database; `drop` it when the tests are done. */
export const testDatabase = async (options: { poolMax?: number } = {}): Promise<TestDatabase> => {
  const server = testServer();
  if (!server)
    throw new Error(
      'No test database: set DATABASE_TEST_URL, or run vitest with tests/support/global-setup.ts.',
    );
  const bootUrl = at(server.ownerUrl, 'postgres');
  const from = await template(bootUrl);
  const name = `leadline_test_${randomBytes(6).toString('hex')}`;
  await withClient(bootUrl, (client) => client.query(`create database ${name} template ${from}`));
  const applicationUrl = at(server.applicationUrl, name);
  const db = await openDatabase(applicationUrl, options);
  return {
    db,
    ownerUrl: at(server.ownerUrl, name),
    applicationUrl,
    drop: async () => {
      await db.close();
      await withClient(bootUrl, async (client) => {
        await left(client, name);
        await client.query(`drop database if exists ${name} with (force)`);
      });
    },
  };
};
