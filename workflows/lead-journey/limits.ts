import type { WorkflowInfo } from '@temporalio/workflow';

/** When a run is long enough to be continued as a new one: a history is replayed whole after every long sleep. */
export interface RunLimits {
  events: number;
  bytes: number;
  /** a nap longer than this is slept in a fresh run … */
  longNapMs: number;
  /** … if this run has more events than that */
  longNapEvents: number;
  /** a newer version is taken at most once per so many events, because a pinned override would never stop asking */
  newVersionEvents: number;
}

export const runLimits: RunLimits = {
  events: 1_500,
  bytes: 1_000_000,
  longNapMs: 12 * 60 * 60 * 1_000,
  longNapEvents: 60,
  newVersionEvents: 50,
};

export type RunSize = Pick<
  WorkflowInfo,
  'historyLength' | 'historySize' | 'continueAsNewSuggested' | 'targetWorkerDeploymentVersionChanged'
>;

/** Whether a run of this size has had enough, whatever it is doing. */
export function isRunFull(limits: RunLimits, run: RunSize): boolean {
  return (
    run.continueAsNewSuggested ||
    run.historyLength > limits.events ||
    run.historySize > limits.bytes ||
    (run.targetWorkerDeploymentVersionChanged && run.historyLength > limits.newVersionEvents)
  );
}

/** Whether a nap of this length is better slept in a fresh run. */
export function isNapForNewRun(limits: RunLimits, run: RunSize, napMs: number): boolean {
  return napMs > limits.longNapMs && run.historyLength > limits.longNapEvents;
}
