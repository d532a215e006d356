import { effects, owedMails } from '../activities.ts';
import { beside, perform } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';

/** Has the call summed up and both sides told by mail. */
export async function summarise(journey: Journey): Promise<Move> {
  const { state } = journey;
  const attemptId = state.summarise;
  if (!attemptId) return { to: 'schedule', because: 'nothingToSummarise' };
  const { appointment, mailsOwed, ...onward } = await perform(
    journey,
    effects.summarise,
    { attemptId },
    'summarise the call',
  );
  delete state.summarise;
  if (mailsOwed) void beside(journey, owedMails, { attemptId, mailsOwed }, 'mails about the call');
  // booked in a journey before this one, which is no longer there to attend to it
  if (appointment && !state.appointment) state.appointment = { ...appointment, arranged: 0 };
  return { cause: { kind: 'call', id: attemptId }, ...onward };
}
