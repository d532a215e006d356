// Runs beside the tests and outlives them: however they end, by Ctrl-C or by kill -9 too, the server they started ends.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [data = '', ...folders] = process.argv.slice(2);
const waitMs = 10_000;

const serverIsThere = (signal: NodeJS.Signals | 0): boolean => {
  try {
    const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return pid > 1 && process.kill(pid, signal);
  } catch {
    return false;
  }
};

process.once('disconnect', async () => {
  if (serverIsThere('SIGINT'))
    for (const until = Date.now() + waitMs; serverIsThere(0) && Date.now() < until; ) await sleep(50);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
