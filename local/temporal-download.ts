import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './processes.ts';

const limitMs = 15_000;

// in a process of its own: the SDK's download knows neither a limit nor a way to be stopped, and starts what it fetched
const script = `
import { TestWorkflowEnvironment } from '@temporalio/testing';
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir: process.argv[1] } },
});
await environment.teardown();
process.exit(0);
`;

/** Lets the SDK fetch its server. Answers false if it is not installed, or nothing arrives for a while. */
export async function downloadTemporal(target: string, signal: AbortSignal): Promise<boolean> {
  if (!isInstalled('@temporalio/testing')) return false;
  // a folder for each: two may be fetching at once, and whoever is done first gives the file its name
  const folder = mkdtempSync(`${target}.download-`);
  try {
    await fetchInto(folder, signal);
    const file = readdirSync(folder).find((name) => /^temporal-sdk-typescript-[\d.]+(\.exe)?$/.test(name));
    if (!file) return false;
    chmodSync(path.join(folder, file), 0o755);
    renameSync(path.join(folder, file), target);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchInto(folder: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    cwd: import.meta.dirname,
    stdio: 'ignore',
    detached: true,
  });
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  let size = 0;
  let grewAt = Date.now();
  while (!over && !signal.aborted && Date.now() - grewAt < limitMs) {
    await sleep(100);
    const now = sizeOf(folder);
    if (now > size) grewAt = Date.now();
    size = now;
  }
  if (child.pid !== undefined) send(child.pid, 'SIGKILL', true);
  signal.throwIfAborted();
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
