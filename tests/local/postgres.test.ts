import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { embeddedPostgres, makeDatabase } from '../../local/postgres.ts';
import { postgresHome } from '../../local/postgres-home.ts';
import { isAlive, markOf } from '../../local/processes.ts';
import { openState } from '../../local/state.ts';
import { type Supervised, supervise } from '../../local/supervise.ts';
import { newPlace, type Place } from './fixtures/place.ts';

let place: Place;
const running: Supervised[] = [];
const said: string[] = [];
beforeEach(async () => {
  place = await newPlace();
  said.length = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
  place.clear();
});

async function boot() {
  const state = openState(String(place.environment.LEADLINE_STATE));
  const embedded = embeddedPostgres(state, place.portBase + 32);
  const process = supervise(embedded.plan, { ...state, say: (line) => said.push(line) });
  running.push(process);
  await process.start();
  await makeDatabase(embedded);
  return { ...embedded, process };
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const until = async (ready: () => Promise<boolean>): Promise<void> => {
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 50));
};

test('the application connects as a plain role that owns nothing', async () => {
  const { applicationUrl } = await boot();
  expect(
    await ask(
      applicationUrl,
      `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,
              (select count(*)::int from pg_class where relowner = pg_roles.oid)
       from pg_roles where rolname = current_user`,
    ),
  ).toEqual(['leadline_app', false, false, false, false, 0]);
  const withoutPassword = new URL(applicationUrl);
  withoutPassword.password = '';
  await expect(ask(withoutPassword.href, 'select 1')).rejects.toThrow();
});

test('rows survive kill -9 of the server, which comes back by itself', async () => {
  const { ownerUrl, process: server } = await boot();
  await ask(ownerUrl, 'create table kept (word text)');
  await ask(ownerUrl, "insert into kept values ('here')");
  const { pid } = server;
  process.kill(Number(pid), 'SIGKILL');
  await until(async () => (await ask(ownerUrl, 'select word from kept').catch(() => [''])).includes('here'));
  expect(server.pid).not.toBe(pid);
  expect(said.join('\n')).toContain(
    'postgres ended unexpectedly (signal SIGKILL); starting it again in 0.5 s',
  );
});

test('a server that a lost launcher left on the same data is ended by the next start', async () => {
  const first = await boot();
  await ask(first.ownerUrl, 'create table kept (word text)');
  await first.process.stop();
  const { command, args, ids } = first.plan;
  const lost = spawn(command, [...args], { ...ids, cwd: '/', env: { LC_ALL: 'C' }, stdio: 'ignore' });
  await until(() => first.plan.isReady(() => ''));
  const mark = markOf(Number(lost.pid));
  const second = await boot();
  expect(mark && isAlive(mark)).toBe(false);
  expect(await ask(second.ownerUrl, 'select count(*)::int from kept')).toEqual([0]);
});

test('a killed server starts again once the last of its sessions is gone', async () => {
  const first = await boot();
  const session = new pg.Client({ connectionString: first.ownerUrl });
  session.on('error', () => undefined);
  await session.connect();
  const { rows } = await session.query('select pg_backend_pid() as pid');
  // a session that is held up does not see that its server is gone, and keeps the shared memory
  process.kill(rows[0].pid, 'SIGSTOP');
  await first.process.kill('SIGKILL');
  const second = boot();
  const log = path.join(String(place.environment.LEADLINE_STATE), 'logs', 'postgres.log');
  await until(async () => readFileSync(log, 'utf8').includes('pre-existing shared memory block'));
  process.kill(rows[0].pid, 'SIGCONT');
  expect(await ask((await second).ownerUrl, 'select 1')).toEqual([1]);
});

test('an unrelated process with the number of a dead server is left alone, and the server starts', async () => {
  const first = await boot();
  await first.process.kill('SIGKILL');
  const data = String(first.plan.args[1]);
  const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  writeFileSync(path.join(data, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
  const second = await boot();
  expect(await ask(second.ownerUrl, 'select 1')).toEqual([1]);
});

const asRoot = process.getuid?.() === 0;

test.runIf(asRoot)(
  'below a closed folder root keeps the files elsewhere, says so, and clears those of a deleted installation',
  async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'leadline-'));
    const closed = path.join(place.folder, 'home');
    mkdirSync(closed, { mode: 0o700 });
    const folder = path.join(closed, 'state');
    const home = postgresHome(openState(folder), elsewhere);
    expect(home.moved).toContain(`no other user may enter ${closed}`);
    expect(home.folder.startsWith(elsewhere)).toBe(true);
    mkdirSync(path.join(home.folder, 'data'));
    expect(postgresHome(openState(folder), elsewhere).folder).toBe(home.folder);
    expect(existsSync(path.join(home.folder, 'data'))).toBe(true);
    rmSync(folder, { recursive: true });
    expect(postgresHome(openState(folder), elsewhere).folder).toBe(home.folder);
    expect(existsSync(path.join(home.folder, 'data'))).toBe(false);
    rmSync(elsewhere, { recursive: true });
  },
);
