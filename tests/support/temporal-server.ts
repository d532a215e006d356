import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { quietProgress } from '../../local/progress.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { devServer } from '../../local/temporal.ts';
import { temporalBinary } from '../../local/temporal-binary.ts';
import { isServing } from '../../local/temporal-namespace.ts';

export interface TemporalServer {
  address: string;
  stop(): Promise<void>;
}

/** A Temporal server of one's own, as the launcher starts it, on a free port and an empty file. */
export async function startTemporalServer(): Promise<TemporalServer> {
  const stateFolder = mkdtempSync(path.join(os.tmpdir(), 'leadline-temporal-'));
  const binary = process.env.TEMPORAL_BINARY ?? (await findBinary(stateFolder));
  const [port, uiPort] = [await freePort(), await freePort()];
  const plan = devServer({
    binary,
    stateFolder,
    port,
    uiPort,
    environment: { PATH: process.env.PATH ?? '' },
  });
  const server = spawn(plan.command, [...plan.args, '--headless'], {
    cwd: plan.cwd,
    env: plan.environment,
    stdio: 'ignore',
  });
  const gone = once(server, 'exit');
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  await waitUntilReady(
    () => isServing(`127.0.0.1:${port}`),
    () => server.exitCode,
  );
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await gone;
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

function findBinary(stateFolder: string): Promise<string> {
  const settings = readLocalSettings({ ...process.env, LEADLINE_STATE: stateFolder });
  return temporalBinary(settings, { progress: quietProgress(), signal: new AbortController().signal });
}

async function waitUntilReady(isReady: () => Promise<boolean>, exitCode: () => number | null): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isReady())) {
    if (exitCode() !== null) throw new Error(`the Temporal server ended with ${exitCode()}`);
    if (Date.now() > deadline) throw new Error('the Temporal server does not answer');
    await wait(50);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
