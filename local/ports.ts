import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { Problem } from './problem.ts';
import { commandOf } from './processes.ts';

export interface WantedPort {
  what: string;
  port: number;
  /** the variable that moves it elsewhere */
  variable: string;
}

/** Says in one sentence which port is taken, by whom if that can be known, and what to set instead. */
export async function checkPorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { what, port, variable } of wanted) {
    if (await isFree(port)) continue;
    const user = userOf(port);
    throw new Problem(
      `Port ${port}, meant for ${what}, is in use${user ? ` by ${user}` : ''}: stop that, or set ${variable} to another port.`,
    );
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Problem(`Port ${port} cannot be opened: ${error.message}.`));
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function userOf(port: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return `${shortened(commandOf(Number(pid)))} (process ${pid})`;
  }
  return undefined;
}

function listeningInodes(port: number): Set<string> {
  const listening = '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const found = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(suffix) && fields[3] === listening && fields[9])
        found.add(`socket:[${fields[9]}]`);
    }
  }
  return found;
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function shortened(command: string): string {
  return command.length > 80 ? `${command.slice(0, 77)}...` : command || 'another program';
}
