import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Installation } from '../../local/installation.ts';
import { quietProgress } from '../../local/progress.ts';
import { type InstallationOptions, startInstallation } from '../../local/start.ts';
import { fixtures } from './fixtures/fixtures.ts';
import { newPlace, type Place } from './fixtures/place.ts';

let place: Place;
let installation: Installation | undefined;
const launchers: ChildProcess[] = [];
const said: string[] = [];

beforeEach(async () => {
  place = await newPlace();
  said.length = 0;
});
afterEach(async () => {
  await Promise.all(launchers.splice(0).map(leave));
  await installation?.stop();
  installation = undefined;
  await until(() => leftBehind().length === 0);
  place.clear();
});

const start = (more: Partial<InstallationOptions> = {}): Promise<Installation> =>
  startInstallation({
    ...fixtures,
    environment: place.environment,
    progress: quietProgress((line) => said.push(line)),
    ...more,
  });

/** Every process that names our state folder or was told of it. */
function leftBehind(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(place.folder)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(path.join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const apiPid = async (): Promise<number | undefined> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${place.portBase}/`);
    return ((await answer.json()) as { pid: number }).pid;
  } catch {
    return undefined;
  }
};

async function keep(url: string, word?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  if (word) await client.query('insert into kept values ($1)', [word]);
  const { rows } = await client.query<{ word: string }>('select word from kept');
  await client.end();
  return rows.map((row) => row.word);
}

test('everything starts, is stopped in order, leaves no process behind, and finds its rows the next time', async () => {
  installation = await start();
  expect(installation.tenants).toEqual([
    { slug: 'one', name: 'One', adminEmail: 'admin@one.example', adminPassword: 'first' },
  ]);
  expect(await keep(installation.urls.database, 'yesterday')).toEqual(['yesterday']);
  const log = path.join(String(place.environment.LEADLINE_STATE), 'logs', 'api.log');
  await installation.stop();
  expect(leftBehind()).toEqual([]);
  expect(readFileSync(log, 'utf8')).toContain('leaving in order');
  installation = await start();
  expect(await keep(installation.urls.database)).toEqual(['yesterday']);
});

test('a process that dies is started again, and this is said; one that is killed on purpose stays down until restart', async () => {
  installation = await start();
  const first = await apiPid();
  process.kill(Number(first), 'SIGKILL');
  await until(async () => ![undefined, first].includes(await apiPid()));
  expect(said.join('\n')).toContain('api ended unexpectedly (signal SIGKILL); starting it again in 0.5 s');
  await installation.kill('api');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await apiPid()).toBeUndefined();
  await installation.restart('api');
  expect(await apiPid()).toBe(installation.processes.api?.pid);
});

test('a process that cannot start is told with its last lines, and nothing stays behind', async () => {
  const broken = path.join(place.folder, 'broken.mjs');
  writeFileSync(broken, 'console.log("LINK_SECRET is missing"); process.exit(3);');
  await expect(start({ mains: { ...fixtures.mains, worker: broken } })).rejects.toThrow(
    /worker did not start\. Its last lines:\n {2}\| LINK_SECRET is missing/,
  );
  expect(leftBehind()).toEqual([]);
});

test('a broken tenant file is one sentence, and nothing stays behind', async () => {
  const database = {
    migrate: async () => undefined,
    loadTenants: () => Promise.reject(new Error('tenants/one/tenant.yaml:7: country is missing')),
  };
  const told = await start({ database }).catch((error: unknown) => error);
  expect(told).toMatchObject({ name: 'Problem', message: 'tenants/one/tenant.yaml:7: country is missing' });
  expect(leftBehind()).toEqual([]);
});

test('asked to stop while it starts, it stops and leaves nothing behind', async () => {
  const asked = new AbortController();
  const starting = start({ signal: asked.signal });
  await until(() => said.some((line) => line.startsWith('postgres')));
  asked.abort();
  await expect(starting).rejects.toThrow(/abort/i);
  expect(leftBehind()).toEqual([]);
});

test('asked twice, it ends everything at once, even what does not listen', async () => {
  const deaf = path.join(place.folder, 'deaf.mjs');
  writeFileSync(
    deaf,
    'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("worker ready");',
  );
  const cut = new AbortController();
  installation = await start({ mains: { ...fixtures.mains, worker: deaf }, cut: cut.signal });
  const stopping = installation.stop();
  await until(async () => (await apiPid()) === undefined);
  expect(installation.processes.worker?.pid).toBeDefined();
  cut.abort();
  await stopping;
  expect(leftBehind()).toEqual([]);
});

test('kill -9 of the launcher: its processes leave or are cleared away, and a new start finds the rows', async () => {
  const { output, launcher } = launch();
  await until(() => output().includes('running'));
  const url = new URL(/postgres:\S+/.exec(output())?.[0] ?? '');
  await keep(url.href, 'before');
  const left = leftBehind();
  expect(left.length).toBe(6);
  launcher.kill('SIGKILL');
  // our own processes notice by themselves
  await until(async () => (await apiPid()) === undefined);
  installation = await start();
  expect(leftBehind().filter((pid) => left.includes(pid))).toEqual([]);
  expect(await keep(installation.urls.database)).toEqual(['before']);
});

test('a second launcher on the same state folder is refused in one sentence', async () => {
  const { output, launcher } = launch();
  await until(() => output().includes('running'));
  const told = await start().catch((error: unknown) => error);
  expect(told).toMatchObject({ name: 'Problem' });
  expect((told as Error).message).toContain(`Leadline already runs from ${place.environment.LEADLINE_STATE}`);
  expect((told as Error).message).toContain(`(process ${launcher.pid})`);
  expect(await apiPid()).toBeDefined();
});

function leave(launcher: ChildProcess): Promise<unknown> | undefined {
  if (launcher.exitCode !== null || launcher.signalCode !== null) return undefined;
  const gone = new Promise((resolve) => launcher.once('exit', resolve));
  launcher.kill('SIGTERM');
  return gone;
}

function launch() {
  const main = path.join(import.meta.dirname, 'fixtures', 'launcher.ts');
  const launcher = spawn(process.execPath, [main], {
    env: { ...place.environment } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launchers.push(launcher);
  let text = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (data: Buffer) => (text += data.toString()));
  return { launcher, output: () => text };
}
