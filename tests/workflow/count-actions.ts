import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export interface Cost {
  /** billable, by the rules of Temporal Cloud; heartbeats leave no trace in a history and are not in it */
  actions: number;
  events: number;
  bytes: number;
  runs: number;
  /** the same actions, by what they were */
  by: Record<string, number>;
}

/** All runs of a workflow's chain, oldest first. */
export async function fetchRuns(client: Client, workflowId: string): Promise<History[]> {
  const runs: History[] = [];
  let runId: string | undefined;
  do {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(history);
    runId =
      history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId);
  return runs;
}

/** What a chain of runs costs, counted from its histories. */
export function countActions(runs: readonly History[]): Cost {
  const by: Record<string, number> = {};
  for (const { events } of runs)
    for (const [what, count] of actionsOf(events ?? [])) by[what] = (by[what] ?? 0) + count;
  return {
    actions: Object.values(by).reduce((sum, count) => sum + count, 0),
    events: runs.reduce((sum, { events }) => sum + (events?.length ?? 0), 0),
    bytes: runs.reduce(
      (sum, run) => sum + proto.temporal.api.history.v1.History.encode(run).finish().length,
      0,
    ),
    runs: runs.length,
    by,
  };
}

function* actionsOf(events: readonly HistoryEvent[]): Generator<[string, number]> {
  // local activities are billed once per workflow task, however many it ran
  const tasksWithLocal = new Set<string>();
  for (const [index, event] of events.entries()) {
    const started = event.workflowExecutionStartedEventAttributes;
    // a run that was continued into is billed with the command that continued it
    if (started && !started.continuedExecutionRunId) yield ['start', 1];
    // a start together with its first signal is one action, and that signal is the second event
    if (event.workflowExecutionSignaledEventAttributes && index !== 1) yield ['signal', 1];
    if (event.workflowExecutionUpdateAcceptedEventAttributes) yield ['update', 1];
    if (event.activityTaskScheduledEventAttributes) yield ['activity', 1];
    const retries = (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1;
    if (retries > 0) yield ['retry', retries];
    if (event.timerStartedEventAttributes) yield ['timer', 1];
    if (event.upsertWorkflowSearchAttributesEventAttributes) yield ['searchAttributes', 1];
    if (event.workflowExecutionContinuedAsNewEventAttributes) yield ['continueAsNew', 1];
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) yield ['child', 2];
    const marker = event.markerRecordedEventAttributes;
    if (marker?.markerName !== 'core_local_activity') continue;
    const task = String(marker.workflowTaskCompletedEventId);
    if (!tasksWithLocal.has(task)) yield ['localActivities', 1];
    tasksWithLocal.add(task);
  }
}
