// When a run is continued as a new one: pure rules.
import { expect, test } from 'vitest';
import { isNapForNewRun, isRunFull, type RunSize, runLimits } from '../../workflows/lead-journey/limits.ts';

const small: RunSize = {
  historyLength: 40,
  historySize: 10_000,
  continueAsNewSuggested: false,
  targetWorkerDeploymentVersionChanged: false,
};

test.each<[string, Partial<RunSize>, boolean]>([
  ['a small run', {}, false],
  ['the server suggests it', { continueAsNewSuggested: true }, true],
  ['1,500 events', { historyLength: 1_500 }, false],
  ['1,501 events', { historyLength: 1_501 }, true],
  ['a megabyte', { historySize: 1_000_000 }, false],
  ['more than a megabyte', { historySize: 1_000_001 }, true],
  [
    'a newer version, after 50 events',
    { targetWorkerDeploymentVersionChanged: true, historyLength: 50 },
    false,
  ],
  [
    'a newer version, after 51 events',
    { targetWorkerDeploymentVersionChanged: true, historyLength: 51 },
    true,
  ],
])('%s', (_, size, full) => {
  expect(isRunFull(runLimits, { ...small, ...size })).toBe(full);
});

const hour = 3_600_000;
test.each([
  [12 * hour, 61, false],
  [12 * hour + 1, 60, false],
  [12 * hour + 1, 61, true],
])('a nap of %i ms after %i events: in a new run %s', (napMs, historyLength, inNewRun) => {
  expect(isNapForNewRun(runLimits, { ...small, historyLength }, napMs)).toBe(inNewRun);
});
