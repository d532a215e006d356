import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import {
  type RemovedCounts,
  type RetentionActivities,
  type RetentionInput,
  type RetentionPlace,
  removedKinds,
} from '../../schema/contracts/retention.ts';

/** All of it may be done again: what is gone stays gone. Tried for as long as the database is away, after everybody else. */
const retaining = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
});

const mostEvents = 500;

/**
 * One night of one tenant, begun by its Schedule: removes what is older than its time, piece by piece and at a steady pace.
 * What is due lies in the rows; this only knows how far the night is.
 */
export async function retention({ tenantId, place: from }: RetentionInput): Promise<string> {
  // the row of the night is named by its first run, whichever one writes into it
  const { firstExecutionRunId: runId } = workflowInfo();
  let place: RetentionPlace = from ?? { kind: removedKinds[0], after: null };
  for (;;) {
    const progress = await retaining.tendRetention.executeWithOptions(
      { summary: place.kind, priority: { priorityKey: 5, fairnessKey: tenantId } },
      [{ tenantId, runId, place }],
    );
    show(progress.removed);
    if (progress.kind === 'over') return progress.isCut ? 'cut' : 'done';
    place = progress.place;
    if (progress.pauseMs > 0) await sleep(progress.pauseMs, { summary: 'pace' });
    if (isRunFull()) return continueAsNew<typeof retention>({ tenantId, place });
  }
}

function show(removed: RemovedCounts): void {
  setCurrentDetails(removedKinds.map((kind) => `- ${kind}: ${removed[kind]}`).join('\n'));
}

function isRunFull(): boolean {
  const { continueAsNewSuggested, historyLength, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged || historyLength > mostEvents;
}
