import type { Journey } from '../journey.ts';
import { showAttributes } from '../story.ts';
import { isFree, until, writeDown } from '../waiting.ts';

/** Writes down why the journey is over, lets what still runs end, and answers the commands that are left. */
export async function closed(journey: Journey): Promise<string> {
  const because = journey.state.closing ?? 'closed';
  await writeDown(journey, { because });
  showAttributes(journey, undefined);
  await until(journey, () => isFree(journey), { because: 'lastEffects', brief: true });
  return because;
}
