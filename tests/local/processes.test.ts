import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from '../../local/lock.ts';
import { endLeftOver, isAlive, markOf, noteProcess } from '../../local/processes.ts';

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function sleeper(script = 'setInterval(() => {}, 1000); console.log("up")'): Promise<number> {
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  started.push(child);
  return new Promise((resolve) => child.stdout.once('data', () => resolve(child.pid ?? 0)));
}

test('what an earlier launcher noted is ended', async () => {
  const pid = await sleeper();
  const mark = markOf(pid);
  noteProcess(folder, 'worker', pid);
  expect(await endLeftOver(folder, 'worker')).toBe(true);
  expect(mark && isAlive(mark)).toBe(false);
  expect(existsSync(path.join(folder, 'worker.json'))).toBe(false);
});

test('one that does not listen to SIGTERM is ended all the same', async () => {
  const pid = await sleeper(
    'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")',
  );
  const mark = markOf(pid);
  noteProcess(folder, 'worker', pid);
  expect(await endLeftOver(folder, 'worker', 'SIGTERM', 200)).toBe(true);
  expect(mark && isAlive(mark)).toBe(false);
});

test('an unrelated process that was given the same number since is left alone', async () => {
  const pid = await sleeper();
  writeFileSync(path.join(folder, 'worker.json'), JSON.stringify({ pid, startedAt: 'another-time' }));
  expect(await endLeftOver(folder, 'worker')).toBe(false);
  expect(markOf(pid)).toBeDefined();
});

test.each(['', 'nonsense', '{}', '{"pid":"1","startedAt":2}'])(
  'a note cut short (%j) ends nothing',
  async (text) => {
    writeFileSync(path.join(folder, 'worker.json'), text);
    expect(await endLeftOver(folder, 'worker')).toBe(false);
  },
);

test('a lock is had once, and is free as soon as its holder was killed with -9', async () => {
  const file = path.join(folder, 'launcher.lock');
  const lock = new URL('../../local/lock.ts', import.meta.url).href;
  const pid = await sleeper(
    `import(${JSON.stringify(lock)}).then(({ takeLock }) => { globalThis.held = takeLock(${JSON.stringify(file)});
     setInterval(() => {}, 1000); console.log('up'); })`,
  );
  expect(takeLock(file)).toBeUndefined();
  const gone = new Promise((resolve) => started[0]?.once('exit', resolve));
  process.kill(pid, 'SIGKILL');
  await gone;
  const mine = takeLock(file);
  expect(mine).toBeDefined();
  mine?.release();
});
