import {
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  calendarNoticed,
  type Tended,
  type WatchActivities,
  type WatchRef,
} from '../../schema/contracts/watch.ts';

/** Reading and renewing are harmless a second time; what is made is made through the ledger. */
const calendars = proxyActivities<WatchActivities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  priority: { priorityKey: 4 },
});

export const calendarNoticedSignal = defineSignal<[], typeof calendarNoticed>(calendarNoticed);

const patienceMs = 10 * 60 * 1_000;
const mostEvents = 400;

/**
 * Watches one consultant's calendar for as long as they have one: keeps the subscription alive, sees to what the calendar
 * tells, and reads it now and then for what it did not tell. What there is to do lies in the rows; this only knows when.
 */
export async function calendarSubscription(ref: WatchRef): Promise<string> {
  const watch: WatchRef = { tenantId: ref.tenantId, staffKey: ref.staffKey };
  let woken = true;
  setHandler(calendarNoticedSignal, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const tended = await tend(watch);
    if (tended.kind === 'over') {
      // told in the very task that ends it: the person has a calendar again
      if (woken) continue;
      return 'over';
    }
    show(tended);
    if (isRunFull()) return continueAsNew<typeof calendarSubscription>(watch);
    await nap(tended, () => woken);
  }
}

/** A calendar that is away for long is no reason to stop: it is asked again after a while. */
async function tend(watch: WatchRef): Promise<Tended> {
  try {
    return await calendars.tendCalendar.executeWithOptions({ summary: 'tend the calendar' }, [watch]);
  } catch (failure) {
    if (!(failure instanceof ActivityFailure) || isCancellation(failure)) throw failure;
    const at = new Date(Date.now() + patienceMs).toISOString();
    return { kind: 'tended', did: [], changed: 0, at, because: 'vendorAway' };
  }
}

/** Sleeps until the instant, or until something is told. */
async function nap(
  { at, because }: Extract<Tended, { kind: 'tended' }>,
  isWoken: () => boolean,
): Promise<void> {
  let isDue = false;
  const timer = new CancellationScope();
  timer
    .run(() => sleep(Math.max(1_000, Date.parse(at) - Date.now()), { summary: because }))
    .then(() => {
      isDue = true;
    })
    .catch((reason: unknown) => {
      if (!isCancellation(reason)) throw reason;
    });
  await condition(() => isWoken() || isDue);
  timer.cancel();
}

function show({ did, changed, at, because }: Extract<Tended, { kind: 'tended' }>): void {
  const done = did.length > 0 ? did.join(', ') : 'nothing was due';
  setCurrentDetails(
    [
      `last: ${done}`,
      `appointments changed there: ${changed}`,
      `next: ${because} at ${at}, or when told`,
    ].join('\n\n'),
  );
}

function isRunFull(): boolean {
  const { continueAsNewSuggested, historyLength, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged || historyLength > mostEvents;
}
