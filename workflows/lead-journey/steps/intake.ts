import { effects } from '../activities.ts';
import { beside } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';
import { until } from '../waiting.ts';

/** Who sent a form is welcomed and called; who wrote is answered by the conversation; who calls is on the line already. */
export async function intake(journey: Journey): Promise<Move> {
  const { state } = journey;
  await until(journey, () => state.startedBy !== undefined, { because: 'firstFact', brief: true });
  const cause = state.startedBy;
  if (cause?.kind === 'call') return { to: 'call', because: 'callReceived', cause };
  if (cause?.kind !== 'fact') {
    journey.untold = true;
    return { to: 'rest', because: 'messageReceived' };
  }
  // beside the call: a slow mail must not hold up the first ring
  void beside(journey, effects.welcome, { cause }, 'welcome');
  return { to: 'call', because: 'formSubmitted', cause };
}
