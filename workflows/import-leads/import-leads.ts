import {
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type ImportActivities,
  type ImportProgress,
  type ImportRef,
  importAsked,
} from '../../schema/contracts/imports.ts';

/** Our own rows alone, each piece in one transaction: tried for as long as the database is away. */
const imports = proxyActivities<ImportActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  priority: { priorityKey: 5 },
});

export const importAskedSignal = defineSignal<[], typeof importAsked>(importAsked);

const mostEvents = 300;

/**
 * Checks the rows of a file, or makes leads of them, piece by piece, for as long as there is something to do: which of the
 * two, and how far it is, lies in the rows. Asked again when somebody starts, stops or goes on with it.
 */
export async function importLeads(ref: ImportRef): Promise<string> {
  const file: ImportRef = { tenantId: ref.tenantId, importId: ref.importId };
  let asked = true;
  setHandler(importAskedSignal, () => {
    asked = true;
  });
  for (;;) {
    asked = false;
    const progress = await imports.tendImport.executeWithOptions({ summary: 'next rows' }, [file]);
    show(progress);
    // asked in the very task that would end it: there is something to do again
    if (progress.kind === 'over' && !asked) return progress.state;
    if (isRunFull()) return continueAsNew<typeof importLeads>(file);
  }
}

function show({ state, total, checked, made }: ImportProgress): void {
  setCurrentDetails([state, `rows: ${total}`, `checked: ${checked}`, `leads made: ${made}`].join('\n\n'));
}

function isRunFull(): boolean {
  const { continueAsNewSuggested, historyLength, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged || historyLength > mostEvents;
}
