import { patched } from '@temporalio/workflow';
import type { WaitingDraft } from '../../../schema/contracts/journey.ts';
import { draftsToLeave, owesReply } from '../drafts.ts';
import { inRows, stamped } from '../effects.ts';
import type { Journey } from '../journey.ts';
import { showAttributes, tell } from '../story.ts';
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
  const owes = () => !journey.state.erased && owesReply(journey.state);
  await until(journey, () => isFree(journey) && !owes(), {
    because: 'lastEffects',
    brief: true,
  });
  // what was told last was told of the step before
  tell(journey, { because: 'ended' });
  return because;
}

async function handOver(journey: Journey): Promise<void> {
  const { state } = journey;
  const { absorbed: mergeId, remains } = state;
  if (!mergeId || !remains) return;
  // runs that handed over before drafts were handed over too did so while an answer was still being made
  const drafts = patched('draftsHandedOver') ? await draftsAtLast(journey) : [];
  const left = { ...remains, ...(drafts.length > 0 && { drafts }) };
  await inRows(journey, 'handOver', () => ({ ...stamped(journey), mergeId, remains: left }), 'hand over');
  delete state.remains;
}

/** The last answer may turn into a draft: what waits for a person is only told once it is made. */
async function draftsAtLast(journey: Journey): Promise<WaitingDraft[]> {
  const { state } = journey;
  await until(journey, () => state.unanswered === undefined, { because: 'lastAnswer', brief: true });
  return draftsToLeave(state);
}
