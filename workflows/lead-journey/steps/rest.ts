import type { Journey, Move } from '../journey.ts';
import { until } from '../waiting.ts';

/** Waits for whatever comes next; a fact or a command leads out of it. */
export async function rest(journey: Journey): Promise<Move> {
  await until(journey, () => false, { because: 'nextEvent' });
  return { to: 'rest', because: 'nextEvent' };
}
