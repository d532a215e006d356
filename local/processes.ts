import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Names one process for good: a number alone is given to another process some time after. */
export interface ProcessMark {
  pid: number;
  startedAt: string;
}

export function markOf(pid: number): ProcessMark | undefined {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : askPs(pid, 'lstart');
  return startedAt ? { pid, startedAt } : undefined;
}

export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.startedAt === mark.startedAt;
}

export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return askPs(pid, 'command') ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the second field is the command in brackets and may itself hold blanks and brackets
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function askPs(pid: number, field: string): string | undefined {
  const answer = spawnSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' });
  return answer.stdout?.trim() || undefined;
}

/** Sends a signal to a process, or with `group` to all of its group; one that is gone is no error. */
export function send(pid: number, signal: NodeJS.Signals, group = false): void {
  try {
    process.kill(group && process.platform !== 'win32' ? -pid : pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks with `signal`, waits, and then insists. */
export async function endProcess(mark: ProcessMark, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  if (!isAlive(mark)) return;
  send(mark.pid, signal);
  const until = Date.now() + graceMs;
  while (isAlive(mark) && Date.now() < until) await sleep(20);
  if (isAlive(mark)) send(mark.pid, 'SIGKILL', true);
  while (isAlive(mark)) await sleep(20);
}

const runFile = (folder: string, name: string): string => path.join(folder, `${name}.json`);

/** Remembers a process beyond the death of this one. */
export function noteProcess(folder: string, name: string, pid: number): void {
  mkdirSync(folder, { recursive: true });
  const mark = markOf(pid);
  if (mark) writeFileSync(runFile(folder, name), JSON.stringify(mark));
}

export function forgetProcess(folder: string, name: string): void {
  rmSync(runFile(folder, name), { force: true });
}

/** Ends what an earlier launcher noted under this name, if it is still that very process. */
export async function endLeftOver(
  folder: string,
  name: string,
  signal: NodeJS.Signals = 'SIGTERM',
  graceMs = 10_000,
): Promise<boolean> {
  const mark = readMark(runFile(folder, name));
  const alive = mark !== undefined && isAlive(mark);
  if (mark && alive) await endProcess(mark, signal, graceMs);
  forgetProcess(folder, name);
  return alive;
}

function readMark(file: string): ProcessMark | undefined {
  try {
    const mark: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof mark !== 'object' || mark === null || !('pid' in mark) || !('startedAt' in mark))
      return undefined;
    const { pid, startedAt } = mark;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
