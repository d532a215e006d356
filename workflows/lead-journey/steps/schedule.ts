import { effects } from '../activities.ts';
import { perform } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';
import { notNow } from '../moves.ts';

/** Offers slots and waits for a choice, which comes as a command and leads to `attend`. */
export async function schedule(journey: Journey): Promise<Move> {
  const { state } = journey;
  const offer = state.offer;
  if (!offer) return { to: 'followUp', because: 'nothingOffered' };
  if (!offer.made) {
    const answer = await perform(journey, effects.offerSlots, { cause: offer.cause }, 'offer slots');
    if (answer.kind === 'never' && answer.appointment)
      state.appointment ??= { ...answer.appointment, arranged: 0 };
    if (answer.kind !== 'offered') return notNow(journey, answer);
    offer.made = true;
    offer.until = answer.until;
  }
  const stays: Move = { to: 'schedule', because: 'offerStands' };
  if (offer.until === undefined) return { ...stays, idle: true };
  if (Date.parse(offer.until) > Date.now()) return { ...stays, at: offer.until };
  return { to: 'followUp', because: 'offerUnanswered', cause: offer.cause };
}
