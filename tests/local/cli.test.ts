import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../local/settings.ts';
import { newPlace, type Place } from './fixtures/place.ts';

let place: Place;
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.clear());

// the first `node` of the machine, which may be older than the one that runs the tests
const machinesPath = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(path.delimiter);

function leadline(words: string[], more: Record<string, string> = {}) {
  return spawnSync('node', [path.join(projectFolder, 'bin', 'leadline.mjs'), ...words], {
    env: { ...place.environment, PATH: machinesPath, ...more } as NodeJS.ProcessEnv,
    encoding: 'utf8',
  });
}

test('whatever Node the machine has, the command runs on Node 24 or newer and brings its exit code back', () => {
  const { status, stdout } = leadline(['doctor']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ok {3}Node +v(2[4-9]|[3-9]\d)\./);
  expect(stdout).toMatch(new RegExp(`port ${place.portBase} +api: free`));
  expect(leadline(['no-such-command']).status).toBe(1);
});

test.each([['start'], ['temporal'], ['doctor']])(
  '%s: a wrong setting is one sentence without a stack',
  (word) => {
    const { status, stderr } = leadline([word], { LEADLINE_PORT_BASE: 'many' });
    expect(status).toBe(1);
    expect(stderr).toBe('Wrong settings: LEADLINE_PORT_BASE is "many" and not a port.\n');
  },
);

test('migrate without an address says which variable to set', () => {
  const { status, stderr } = leadline(['migrate']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Set DATABASE_OWNER_URL [^\n]+\.\n$/);
});

test('a server that TEMPORAL_ADDRESS names and that does not answer is told by doctor', () => {
  const { stdout } = leadline(['doctor'], { TEMPORAL_ADDRESS: `127.0.0.1:${place.portBase}` });
  expect(stdout).toContain(`LOOK TEMPORAL_ADDRESS   127.0.0.1:${place.portBase} does not answer`);
});
