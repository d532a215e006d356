import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from './lock.ts';
import { openLog } from './log.ts';
import { Problem } from './problem.ts';
import { endLeftOver, forgetProcess, noteProcess, send } from './processes.ts';
import { projectFolder } from './settings.ts';

export interface BuildSurroundings {
  /** what the build may see of our environment: Go's own settings, proxies, a home folder */
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** A program that a module of ours pins. */
export interface GoProgram {
  /** as sentences about it begin */
  what: string;
  moduleFolder: string;
  command: string;
}

const temporalServer: GoProgram = {
  what: 'The Temporal server',
  moduleFolder: path.join(projectFolder, 'local', 'temporal-server'),
  command: 'github.com/temporalio/cli/cmd/temporal',
};

/** The version of `go version go1.26.8 linux/amd64`; undefined without Go. */
export function parseGoVersion(output: string): [major: number, minor: number] | undefined {
  const match = /\bgo(\d+)\.(\d+)/.exec(output);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

export function goVersion(environment: BuildSurroundings['environment']): string | undefined {
  const answer = spawnSync('go', ['env', 'GOVERSION'], {
    env: { ...environment },
    cwd: '/',
    encoding: 'utf8',
  });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

/** The sentence for a machine that cannot build the server; undefined for one that can. */
export function whyNoBuild(go: string | undefined): string | undefined {
  const ways = 'install Go 1.26 or newer from https://go.dev/dl, or put `temporal` 1.5 or newer on the PATH';
  if (go === undefined) return `The Temporal server has to be built once and Go is missing: ${ways}.`;
  const [major, minor] = parseGoVersion(go) ?? [0, 0];
  if (major > 1 || (major === 1 && minor >= 26)) return undefined;
  return `The Temporal server has to be built once and ${go} is too old for it: ${ways}.`;
}

/** Says what is missing before anybody waits for a build. */
export function requireGo(environment: BuildSurroundings['environment']): void {
  const why = whyNoBuild(goVersion(environment));
  if (why) throw new Problem(why);
}

export const buildTemporal = (target: string, surroundings: BuildSurroundings): Promise<void> =>
  buildProgram(temporalServer, target, surroundings);

/** Builds the pinned program to `target`. Whoever comes second waits for the first and takes its result. */
export async function buildProgram(
  program: GoProgram,
  target: string,
  { environment, signal }: BuildSurroundings,
): Promise<void> {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true });
  const lock = await waitForLock(path.join(folder, 'build.lock'), signal);
  try {
    if (existsSync(target)) return;
    await endLeftOver(folder, 'build');
    const unfinished = `${target}.unfinished`;
    rmSync(unfinished, { force: true });
    await runGo(program, unfinished, folder, environment, signal);
    renameSync(unfinished, target);
  } finally {
    lock.release();
  }
}

async function waitForLock(file: string, signal: AbortSignal) {
  for (;;) {
    const lock = takeLock(file);
    if (lock) return lock;
    await sleep(500, undefined, { signal });
  }
}

async function runGo(
  { what, moduleFolder, command }: GoProgram,
  target: string,
  folder: string,
  environment: BuildSurroundings['environment'],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const log = openLog(folder, 'build');
  const output = log.open();
  const child = spawn('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', target, command], {
    cwd: moduleFolder,
    env: { ...environment, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
    stdio: ['ignore', output, output],
    detached: true,
  });
  if (child.pid !== undefined) noteProcess(folder, 'build', child.pid);
  const stop = (): void => {
    if (child.pid !== undefined) send(child.pid, 'SIGKILL', true);
  };
  signal.addEventListener('abort', stop, { once: true });
  const code = await new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  signal.removeEventListener('abort', stop);
  forgetProcess(folder, 'build');
  signal.throwIfAborted();
  if (code !== 0)
    throw new Problem(`${what} could not be built. The last lines of Go:\n${log.lastLines(12)}`);
}

/** The release of the server's command line that the module pins. */
export function pinnedVersion(): string {
  const mod = readFileSync(path.join(temporalServer.moduleFolder, 'go.mod'), 'utf8');
  const match = /github\.com\/temporalio\/cli v(\S+)/.exec(mod);
  if (!match?.[1]) throw new Error('local/temporal-server/go.mod does not name github.com/temporalio/cli');
  return match[1];
}
