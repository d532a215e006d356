// Everything that must hold, in the order of what it costs: `npm test`, and with `--all` the long tests as well.
import { spawnSync } from 'node:child_process';
import { startVitest } from 'vitest/node';

const all = process.argv.includes('--all');
if (all) process.env.TEST_ALL = '1';

const checks: [what: string, command: string, args: string[]][] = [
  ['lint', 'biome', ['check', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['imports', 'depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', '.']],
  ['printed schema', process.execPath, ['schema/graphql/print.ts', '--check']],
  ['lock file', process.execPath, ['tests/support/lock-file-is-current.ts']],
  // built once where none can be had otherwise: minutes that no test's time limit allows for
  ['Temporal server', process.execPath, ['bin/leadline.mjs', 'temporal']],
  ['IMAP server', process.execPath, ['tests/support/imap-server/binary.ts']],
];

let failed = 0;
for (const [what, command, args] of checks) {
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${what} (${seconds} s)`);
  if (status !== 0) failed += 1;
}

const vitest = await startVitest('test', [], { run: true, watch: false });
await vitest.close();
const tests = vitest.state.getFiles().flatMap((file) => testsOf(file));
const count = (state: string): number => tests.filter((test) => test.result?.state === state).length;
const brokenFiles = vitest.state.getFiles().filter((file) => file.result?.state === 'fail').length;
failed += Math.max(count('fail'), brokenFiles) + vitest.state.getUnhandledErrors().length;
console.log(`${count('pass') + checks.length} passed, ${failed} failed`);
process.exit(failed === 0 && count('pass') > 0 ? 0 : 1);

interface Task {
  type: string;
  tasks?: Task[];
  result?: { state: string } | undefined;
}

function testsOf(task: Task): Task[] {
  return task.tasks ? task.tasks.flatMap((inner) => testsOf(inner)) : [task];
}
