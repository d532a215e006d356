import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { installPostgres } from './postgres-binaries.ts';
import { type PostgresHome, postgresHome, readIfThere } from './postgres-home.ts';
import { Problem } from './problem.ts';
import { commandOf, endProcess, markOf } from './processes.ts';
import { type State, writePrivate } from './state.ts';
import type { ProcessPlan } from './supervise.ts';

export interface EmbeddedPostgres {
  plan: ProcessPlan;
  /** the superuser, for making database and role and for the migrations */
  ownerUrl: string;
  /** a plain role that owns nothing: what api and worker connect as */
  applicationUrl: string;
  moved?: string;
}

const databaseName = 'leadline';
const ownerRole = 'postgres';
const applicationRole = 'leadline_app';

/** Prepares the embedded server: its binaries, and on the first start its data. */
export function embeddedPostgres(state: State, port: number, home = postgresHome(state)): EmbeddedPostgres {
  const bin = installPostgres(home.folder);
  const data = path.join(home.folder, 'data');
  const { ownerPassword, applicationPassword } = state.secrets;
  if (!existsSync(path.join(data, 'PG_VERSION'))) initialise(bin, data, home, ownerPassword);
  const at = `127.0.0.1:${port}`;
  const bootUrl = `postgres://${ownerRole}:${ownerPassword}@${at}/postgres`;
  return {
    plan: {
      name: 'postgres',
      command: path.join(bin, 'postgres'),
      args: ['-D', data, '-p', String(port), ...serverSettings],
      environment: postgresEnvironment,
      cwd: '/',
      ...(home.ids ? { ids: home.ids } : {}),
      channel: false,
      // "fast": sessions are ended, everything is written
      stopSignal: 'SIGINT',
      graceMs: 15_000,
      readyWithinMs: 30_000,
      prepare: () => clearLeftOver(data),
      // sessions of a server that was killed are still on their way out
      passesSoon: (output) => output.includes('pre-existing shared memory block'),
      isReady: () => answers(bootUrl),
    },
    ownerUrl: `postgres://${ownerRole}:${ownerPassword}@${at}/${databaseName}`,
    applicationUrl: `postgres://${applicationRole}:${applicationPassword}@${at}/${databaseName}`,
    ...(home.moved ? { moved: home.moved } : {}),
  };
}

const postgresEnvironment = { LC_ALL: 'C', TZ: 'UTC' };
const serverSettings = [
  ...['-c', 'listen_addresses=127.0.0.1'],
  ...['-c', 'unix_socket_directories='],
  ...['-c', 'max_connections=200'],
  // a statement that failed holds names and numbers, and so does the detail of a key that exists
  ...['-c', 'log_min_error_statement=panic', '-c', 'log_error_verbosity=terse'],
];

function initialise(bin: string, data: string, home: PostgresHome, ownerPassword: string): void {
  // what is there without PG_VERSION was cut short
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(home.folder, 'initial-password');
  writePrivate(passwordFile, ownerPassword);
  if (home.ids) for (const file of [data, passwordFile]) chownSync(file, home.ids.uid, home.ids.gid);
  const result = spawnSync(
    path.join(bin, 'initdb'),
    [
      ...['-D', data, '-U', ownerRole, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
    { ...(home.ids ?? {}), env: postgresEnvironment, cwd: '/', encoding: 'utf8' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  const reason = result.error?.message ?? result.stderr.trim();
  throw new Problem(`PostgreSQL's data folder ${data} could not be made: ${reason}`);
}

/** Ends a server that an earlier launcher left on this data, and only such a one. */
async function clearLeftOver(data: string): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid');
  const pid = Number(readIfThere(pidFile)?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const mark = markOf(pid);
  if (!mark) return;
  if (commandOf(pid).includes(`-D ${data} `)) await endProcess(mark, 'SIGINT', 15_000);
  // the number went to another process meanwhile: the server would take that for itself and refuse to start
  else rmSync(pidFile, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the database and the application's role unless they are there. */
export async function makeDatabase({ ownerUrl, applicationUrl }: EmbeddedPostgres): Promise<void> {
  const bootUrl = new URL(ownerUrl);
  bootUrl.pathname = '/postgres';
  const client = new pg.Client({ connectionString: bootUrl.href });
  await client.connect();
  try {
    const { rowCount: databases } = await client.query('select from pg_database where datname = $1', [
      databaseName,
    ]);
    if (!databases) await client.query(`create database ${databaseName}`);
    const { rowCount: roles } = await client.query('select from pg_roles where rolname = $1', [
      applicationRole,
    ]);
    if (!roles) await client.query(`create role ${applicationRole}`);
    const password = client.escapeLiteral(new URL(applicationUrl).password);
    await client.query(
      `alter role ${applicationRole} login nosuperuser nocreatedb nocreaterole nobypassrls password ${password}`,
    );
  } finally {
    await client.end();
  }
}
