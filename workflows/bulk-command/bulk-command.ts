import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { BulkActivities, BulkProgress, BulkRef } from '../../schema/contracts/bulk.ts';

/** Our own rows alone: tried for as long as the database is away. */
const bulks = proxyActivities<BulkActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  priority: { priorityKey: 5 },
});

const mostEvents = 500;
const paceMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Asks many leads one thing, a few at a time and at a steady pace, until each has answered. Which leads, what is asked and
 * what they answered lies in the rows.
 */
export async function bulkCommand(ref: BulkRef): Promise<string> {
  const bulk: BulkRef = { tenantId: ref.tenantId, bulkId: ref.bulkId };
  for (let pauseMs = paceMs; ; ) {
    const progress = await bulks.tendBulk.executeWithOptions({ summary: 'next leads' }, [bulk]);
    show(progress);
    if (progress.kind === 'over') return progress.state;
    if (isRunFull()) return continueAsNew<typeof bulkCommand>(bulk);
    // journeys that do not answer are looked after less and less often
    pauseMs = progress.moved > 0 ? paceMs : Math.min(pauseMs * 2, longestPauseMs);
    await sleep(pauseMs, { summary: 'pace' });
  }
}

function show({ state, total, done, refused }: BulkProgress): void {
  setCurrentDetails([state, `leads: ${total}`, `done: ${done}`, `refused: ${refused}`].join('\n\n'));
}

function isRunFull(): boolean {
  const { continueAsNewSuggested, historyLength, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged || historyLength > mostEvents;
}
