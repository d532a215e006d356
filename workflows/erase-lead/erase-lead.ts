import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { ErasureActivities, ErasureRef } from '../../schema/contracts/erasure.ts';

// all of it may be done again: what is gone stays gone. Nobody waits for it, so that it makes way for everybody else
const erasing = proxyActivities<ErasureActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  priority: { priorityKey: 4 },
});

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;
const dayMs = 24 * hourMs;

/** A journey drains in minutes. One that cannot, because its code is stuck, keeps nobody from being forgotten. */
const journeysEndWithin = { firstMs: secondMs, longestMs: 10 * 60 * secondMs, forMs: dayMs };
/** Twilio may need two weeks until it lets go of a call. */
const copiesGoWithin = { firstMs: 60 * secondMs, longestMs: 6 * hourMs, forMs: 21 * dayMs };
/** The engine lets go of a run half a minute after its end. */
const historiesGoWithin = { firstMs: 35 * secondMs, longestMs: hourMs, forMs: dayMs };

/**
 * Forgets a person: lets their journeys drain, settles what was on its way, empties the rows, deletes the histories and
 * has the vendors delete their copies. Each part goes on where it was when a process dies; started again when all is done,
 * it finds nothing left.
 */
export async function eraseLead({ tenantId, leadId, erasureId }: ErasureRef): Promise<string> {
  const erasure: ErasureRef = { tenantId, leadId, erasureId };
  const done: string[] = [];
  const tell = (what: string): void => {
    done.push(`- ${what}`);
    setCurrentDetails(done.join('\n'));
  };
  const ended = await within(journeysEndWithin, async () => (await endJourneys(erasure)).running === 0);
  tell(ended ? 'journeys have drained' : 'a journey did not drain, and is cut off');
  for (let until = await settle(erasure); until !== null; until = await settle(erasure))
    await sleep(Math.max(secondMs, Date.parse(until) - Date.now()), {
      summary: 'a request may be on its way',
    });
  tell('nothing is on its way any more');
  tell(`rows emptied: ${await emptyRows(erasure)}`);
  const deleted = await within(historiesGoWithin, async () => (await deleteHistories(erasure)).left === 0);
  tell(deleted ? 'histories are deleted' : 'a history is not deleted');
  const gone = await within(copiesGoWithin, async () => (await deleteCopies(erasure)).left === 0);
  tell(gone ? 'vendors have deleted what they delete' : 'a vendor did not delete everything');
  // what was told about the person while all this went on
  tell(`rows emptied at last: ${await emptyRows(erasure)}`);
  await erasing.finishErasure.executeWithOptions({ summary: 'write down what was done' }, [erasure]);
  return gone ? 'done' : 'copiesLeft';
}

const endJourneys = (erasure: ErasureRef) =>
  erasing.endJourneys.executeWithOptions({ summary: 'have the journeys drain' }, [erasure]);
const settle = async (erasure: ErasureRef): Promise<string | null> =>
  (await erasing.settleActions.executeWithOptions({ summary: 'settle what is on its way' }, [erasure])).until;
const emptyRows = async (erasure: ErasureRef): Promise<number> =>
  (await erasing.emptyRows.executeWithOptions({ summary: 'empty the rows' }, [erasure])).rows;
const deleteHistories = (erasure: ErasureRef) =>
  erasing.deleteHistories.executeWithOptions({ summary: 'delete the histories' }, [erasure]);
const deleteCopies = (erasure: ErasureRef) =>
  erasing.deleteCopies.executeWithOptions({ summary: "delete vendors' copies" }, [erasure]);

interface Patience {
  firstMs: number;
  longestMs: number;
  forMs: number;
}

/** Asks again, less and less often, until it is so; false when that took too long. */
async function within(
  { firstMs, longestMs, forMs }: Patience,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const until = Date.now() + forMs;
  for (let pauseMs = firstMs; ; pauseMs = Math.min(pauseMs * 2, longestMs)) {
    if (await isSo()) return true;
    if (Date.now() >= until) return false;
    await sleep(pauseMs, { summary: 'not all of it yet' });
  }
}
