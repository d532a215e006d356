import type { TemporalFailure } from '@temporalio/workflow';
import type { JourneyState, Step } from '../../schema/contracts/journey.ts';
import { isFinal } from './effects.ts';
import type { Journey, Move } from './journey.ts';

const patienceMs = 15 * 60 * 1_000;
const later = (): string => new Date(Date.now() + patienceMs).toISOString();

type Otherwise = (state: JourneyState, failure: TemporalFailure) => Move;

const endsIn =
  (to: Step): Otherwise =>
  () => ({ to, because: 'effectFailed' });

/** How each step ends when one of its effects failed for good. The journey itself goes on. */
const otherwise: Record<Step, Otherwise> = {
  intake: endsIn('rest'),
  call: (state, failure) => {
    // out of time says nothing about the line: a call is looked at again, a placing asked for again, by the same cause
    if (!isFinal(failure) && !state.call) return { to: 'call', because: 'vendorAway', at: later() };
    if (!isFinal(failure) && state.call) {
      state.call.guardAt = later();
      return { to: 'call', because: 'vendorAway' };
    }
    const cause = state.call ? ({ kind: 'call', id: state.call.attemptId } as const) : state.callCause;
    delete state.call;
    return { to: 'followUp', because: 'effectFailed', ...(cause && { cause }) };
  },
  // somebody was spoken to: slots are the next thing to offer, with or without a summary
  summarise: (state) => ({
    to: 'schedule',
    because: 'effectFailed',
    ...(state.summarise && { cause: { kind: 'call', id: state.summarise } as const }),
  }),
  schedule: (state) => ({
    to: 'followUp',
    because: 'effectFailed',
    ...(state.offer && { cause: state.offer.cause }),
  }),
  attend: ({ appointment }) => {
    if (!appointment || (appointment.arranged >= appointment.v && appointment.next?.what === 'end'))
      return { to: 'rest', because: 'effectFailed' };
    // one reminder that cannot be sent is no reason to forget the others, and the end: asked again until the meeting begins
    if (appointment.arranged >= appointment.v) {
      appointment.next = { at: later(), what: 'remind' };
      return { to: 'attend', because: 'effectFailed' };
    }
    // without a meeting at the vendor both sides are still to be reminded
    appointment.arranged = appointment.v;
    return { to: 'attend', because: 'effectFailed' };
  },
  followUp: endsIn('rest'),
  rest: endsIn('rest'),
  closed: endsIn('closed'),
};

export function afterFailure(journey: Journey, failure: TemporalFailure): Move {
  journey.untold = true;
  return otherwise[journey.state.step](journey.state, failure);
}
