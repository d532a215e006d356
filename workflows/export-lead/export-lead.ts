import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { ExportActivities, ExportProgress, ExportRef } from '../../schema/contracts/exports.ts';

/** Tried for as long as the database is away; a vendor that is away for long is given up by the activity itself. */
const exporting = proxyActivities<ExportActivities>({
  // a long recording takes minutes
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  priority: { priorityKey: 4 },
});

const mostEvents = 300;

/**
 * Writes everything that is kept of a person into files, piece by piece, keeps them for as long as they may be fetched, and
 * removes them. Where it goes on lies in the rows: started again it finds what is done.
 */
export async function exportLead(ref: ExportRef): Promise<string> {
  const person: ExportRef = { tenantId: ref.tenantId, exportId: ref.exportId };
  for (;;) {
    const progress = await exporting.tendExport.executeWithOptions({ summary: 'next pieces' }, [person]);
    show(progress);
    if (progress.kind === 'more') {
      if (isRunFull()) return continueAsNew<typeof exportLead>(person);
      continue;
    }
    // removed meanwhile: the person was erased
    if (progress.until === null) return 'over';
    const standsMs = Date.parse(progress.until) - Date.now();
    if (standsMs > 0) await sleep(standsMs, { summary: 'it can be fetched' });
    await exporting.removeExport.executeWithOptions({ summary: 'remove the files' }, [person]);
    return 'removed';
  }
}

function show({ kind, entries, sounds }: ExportProgress): void {
  const state = kind === 'more' ? 'writing' : 'written';
  setCurrentDetails([state, `rows: ${entries}`, `recordings: ${sounds}`].join('\n\n'));
}

function isRunFull(): boolean {
  const { continueAsNewSuggested, historyLength, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged || historyLength > mostEvents;
}
