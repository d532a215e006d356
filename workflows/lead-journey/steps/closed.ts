import { owesReply } from '../drafts.ts';
import { inRows, stamped } from '../effects.ts';
import type { Journey } from '../journey.ts';
import { showAttributes } from '../story.ts';
import { isFree, until, writeDown } from '../waiting.ts';

/**
 * Writes down why the journey is over, leaves what it was about to the lead that took it in, lets what still runs end,
 * sends what was approved, and answers the commands that are left.
 */
export async function closed(journey: Journey): Promise<string> {
  const because = journey.state.closing ?? 'closed';
  await writeDown(journey, { because });
  await handOver(journey);
  showAttributes(journey, undefined);
  await until(journey, () => isFree(journey) && !owesReply(journey.state), {
    because: 'lastEffects',
    brief: true,
  });
  return because;
}

async function handOver(journey: Journey): Promise<void> {
  const { absorbed: mergeId, remains } = journey.state;
  if (!mergeId || !remains) return;
  await inRows(journey, 'handOver', () => ({ ...stamped(journey), mergeId, remains }), 'hand over');
  delete journey.state.remains;
}
