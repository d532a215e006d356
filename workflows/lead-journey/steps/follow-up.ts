import { effects } from '../activities.ts';
import { perform } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';
import { notNow } from '../moves.ts';

/** The tenant's cadence, one follow-up per turn. A message of the lead ends it. */
export async function followUp(journey: Journey): Promise<Move> {
  const { state } = journey;
  const cadence = state.followUp;
  if (!cadence) return { to: 'rest', because: 'nothingToFollowUp' };
  const { cause, done } = cadence;
  const answer = await perform(journey, effects.followUp, { cause, done }, `follow-up ${done + 1}`);
  if (answer.kind === 'onward') return answer;
  if (answer.kind !== 'sent') return notNow(journey, answer);
  cadence.done = answer.done;
  if (answer.next) return { to: 'followUp', because: 'cadence', at: answer.next };
  return { to: 'rest', because: 'cadenceDone' };
}
