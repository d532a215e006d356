import { readFileSync } from 'node:fs';
import { commandOf, isAlive, markOf, type ProcessMark } from '../local/processes.ts';

/** Hears that whoever started this process was killed with -9, which tells nobody: it would go on without a terminal. */
export function whenOrphaned(startedByNpm: boolean, act: () => void): void {
  // bin/leadline.mjs holds the other end of the channel
  if (process.channel) {
    process.once('disconnect', act);
    process.channel.unref();
  }
  const watched = startedByNpm ? ancestorsUpToNpm() : [];
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(timer);
    act();
  }, 500);
  timer.unref();
}

function ancestorsUpToNpm(): ProcessMark[] {
  if (process.platform !== 'linux') return [];
  const found: ProcessMark[] = [];
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
    const mark = markOf(pid);
    if (!mark) return [];
    found.push(mark);
    if (/^npm\b|\bnpm(-cli\.js)?\b/.test(commandOf(pid))) return found;
  }
  return [];
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
