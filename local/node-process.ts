import { fileURLToPath } from 'node:url';
import type { ProcessPlan } from './supervise.ts';

export interface NodeProcess {
  name: string;
  /** its main file */
  main: string;
  environment: Readonly<Record<string, string>>;
  cwd: string;
  graceMs: number;
  isReady: ProcessPlan['isReady'];
}

const leaveWithParent = new URL('leave-with-parent.ts', import.meta.url);

/** A process of our own, started directly from its TypeScript. */
export function nodeProcess({ name, main, environment, cwd, graceMs, isReady }: NodeProcess): ProcessPlan {
  return {
    name,
    command: process.execPath,
    args: ['--import', leaveWithParent.href, main.startsWith('file:') ? fileURLToPath(main) : main],
    environment,
    cwd,
    channel: true,
    stopSignal: 'SIGTERM',
    graceMs,
    readyWithinMs: 60_000,
    isReady,
  };
}

export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
