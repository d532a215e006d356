import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedPostgres, makeDatabase } from '../../local/postgres.ts';
import { postgresHome } from '../../local/postgres-home.ts';
import { openState } from '../../local/state.ts';
import { supervise } from '../../local/supervise.ts';
import { announceTestServer, testServer } from './settings.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

// what is lost with a crash of the machine may be lost: these databases live as long as the tests
const quick = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap((on) => ['-c', on]);

/** Vitest's global set-up: one embedded server for all test files, unless `DATABASE_TEST_URL` names one. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (testServer()) return undefined;
  const folder = path.join(tmpdir(), `leadline-test-${process.pid}`);
  const state = openState(folder);
  const home = postgresHome(state);
  const postgres = embeddedPostgres(state, await freePort(), home);
  const plan = { ...postgres.plan, args: [...postgres.plan.args, ...quick] };
  const watcher = fork(
    new URL('./end-with-us.ts', import.meta.url),
    [path.join(home.folder, 'data'), home.folder, folder],
    { detached: true, stdio: 'ignore', execArgv: [] },
  );
  watcher.unref();
  watcher.channel?.unref();
  const server = supervise(plan, { ...state, say: (line) => console.error(line) });
  await server.start();
  await makeDatabase(postgres);
  announceTestServer(postgres);
  return async () => {
    await server.stop();
    for (const used of [home.folder, folder]) rmSync(used, { recursive: true, force: true });
    if (watcher.connected) watcher.disconnect();
  };
}
