import { condition } from '@temporalio/workflow';
import type { Inheritance, JourneyState, Remains, Step } from '../../schema/contracts/journey.ts';
import { effects } from './activities.ts';
import { takeDraft } from './drafts.ts';
import { beside, inRows, stamped } from './effects.ts';
import { mayBeLeft } from './interrupts.ts';
import { type Journey, type Move, replan } from './journey.ts';
import { log } from './log.ts';

/** What an absorbed journey leaves behind, once it may be left. Its appointment is in the rows and is told of by itself. */
export function remainsOf({ step, at, because, callAt, callCause, offer, followUp }: JourneyState): Remains {
  const due = callAt ?? at;
  return {
    step,
    ...(due !== undefined && { at: due }),
    ...(because !== undefined && { because }),
    ...(callCause && { callCause }),
    ...(offer && { offer }),
    ...(followUp && { followUp }),
  };
}

/** Takes over what absorbed leads leave behind, beside the steps, one after the other. */
export async function inherit(journey: Journey): Promise<never> {
  const { state } = journey;
  for (;;) {
    await condition(() => (state.inherits?.length ?? 0) > 0);
    const [mergeId] = state.inherits ?? [];
    if (mergeId === undefined) continue;
    const left = await inRows(journey, 'takeOver', () => ({ ...stamped(journey), mergeId }), 'take over');
    // beside whatever the journey does: a time-out is nobody's turn
    if (!left.optedOut) for (const draft of left.drafts ?? []) takeDraft(journey, draft);
    if (left.withdraw)
      await beside(journey, effects.withdrawMeeting, { appointmentId: left.withdraw }, 'withdraw a meeting');
    // a live call finishes first, and whatever is wanted already: only then can it be told who had come further
    await condition(() => journey.wanted === undefined && mayBeLeft(state));
    take(journey, left);
    state.inherits = state.inherits?.slice(1) ?? [];
  }
}

function take(journey: Journey, { optedOut, paused, remains, score, status }: Inheritance): void {
  const { state } = journey;
  state.status = status;
  if (score !== undefined) state.score = score;
  if (optedOut) state.optedOut = true;
  if (paused) state.paused = true;
  const goesOn = remains && !state.optedOut ? goesOnWith(state, remains) : undefined;
  log(journey, `inherited: ${remains ? remains.step : 'nothing'}${goesOn ? '' : ', stays'}`);
  if (goesOn) {
    journey.wanted = goesOn;
    journey.untold = true;
  } else if (paused) replan(journey);
}

/** How far along a person is in each step: of two journeys the one that had come further goes on. */
const further: Record<Step, number> = {
  closed: 0,
  rest: 1,
  followUp: 2,
  intake: 3,
  call: 3,
  schedule: 4,
  summarise: 5,
  attend: 5,
};

function goesOnWith(state: JourneyState, remains: Remains): Move | undefined {
  const { at, because = 'inherited', callCause, followUp, offer, step } = remains;
  const due = at !== undefined && { at };
  // a call that somebody asked for is owed, wherever the journey is
  if (callCause?.kind === 'command' && state.callCause?.kind !== 'command') {
    if (state.step !== 'attend') return { to: 'call', because, cause: callCause, ...due };
    state.callCause = callCause;
    state.callAt = at ?? new Date().toISOString();
    return { to: 'attend', because: 'inherited' };
  }
  if (further[step] <= further[state.step]) return undefined;
  if (step === 'schedule' && offer)
    return {
      to: 'schedule',
      because,
      cause: offer.cause,
      ...(offer.made && offer.until && { at: offer.until }),
    };
  if (step === 'call' && callCause) return { to: 'call', because, cause: callCause, ...due };
  if (step === 'followUp' && followUp) return { to: 'followUp', because, cause: followUp.cause, ...due };
  return undefined;
}
