import { patched } from '@temporalio/workflow';
import { inWords } from '../../domain/leads/journey-words.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { JourneyState, NotNow, Step } from '../../schema/contracts/journey.ts';
import { orCallBack } from './incoming.ts';
import type { Journey, Move } from './journey.ts';
import { log } from './log.ts';

const shortestNapMs = 1_000;

/** An instant already past, or nearly, would have the same plan asked for without a pause and without an end. */
const notBefore = (at: string, ms: number): string =>
  new Date(Math.max(Date.parse(at), Date.now() + ms)).toISOString();

/** What a step does about a plan that says not now: sleep and ask again, or go elsewhere. */
export function notNow({ state }: Journey, answer: NotNow): Move {
  switch (answer.kind) {
    case 'at':
      return { to: state.step, because: answer.because, at: notBefore(answer.at, shortestNapMs) };
    case 'wait':
      return { to: state.step, because: answer.because, idle: true };
    case 'never':
      return { to: answer.to, because: answer.because };
  }
}

/** The one place where the journey changes its step and what it sleeps on. */
export function move(journey: Journey, planned: Move): void {
  const { state } = journey;
  const wanted = orCallBack(journey, planned);
  const from = state.step;
  const to = pastBooking(state, wanted.to);
  if (to !== wanted.to) journey.untold = true;
  if (wanted.status) state.status = wanted.status;
  if (wanted.score !== undefined) state.score = Math.round(wanted.score);
  if (to !== from) {
    log(journey, `${inWords(from)} → ${inWords(to)}: ${inWords(wanted.because)}`);
    leave(state, to, wanted.to);
  }
  enter(state, from, to, wanted);
  plan(journey, wanted, to, to === from);
}

/** Who has an appointment is attended to, whatever a call's outcome would lead to otherwise. */
function pastBooking({ step, appointment, call, paused }: JourneyState, to: Step): Step {
  // a call that a pause holds is waited for here: held in `call`, nobody would be reminded
  const isHeld = step === 'attend' && to === 'call' && appointment && paused && !call;
  if (isHeld && patched('heldCallBesideAppointment')) return 'attend';
  const afterCall = (step === 'call' && !call) || step === 'summarise';
  return afterCall && appointment && to !== 'summarise' && to !== 'closed' ? 'attend' : to;
}

function leave(state: JourneyState, to: Step, wanted: Step): void {
  if (state.step === 'closed') {
    delete state.closing;
    state.optedOut = false;
  }
  if (state.step === 'schedule') delete state.offer;
  if (state.step === 'followUp') delete state.followUp;
  if (state.step === 'attend' && to !== 'call' && to !== 'summarise') delete state.appointment;
  if (to === 'attend' && wanted === 'attend' && state.callCause?.kind === 'command') {
    // the ladder has done its work once a meeting is booked, but a call that somebody asked for is still owed
    state.callAt = state.at ?? new Date().toISOString();
  } else if (to !== 'call' && wanted !== 'call') {
    delete state.callCause;
    delete state.callAt;
  }
}

function enter(state: JourneyState, from: Step, to: Step, { cause, because, at, to: wanted }: Move): void {
  const reason: Cause = cause ?? state.startedBy ?? { kind: 'system', id: because };
  state.step = to;
  if (to === 'call' && (cause || !state.callCause)) state.callCause = reason;
  if (to === 'call') delete state.callAt;
  if (to === 'attend' && wanted === 'call') {
    // the ladder goes on while the appointment is attended to
    state.callCause = cause ?? state.callCause ?? reason;
    if (at) state.callAt = at;
  }
  if (to === 'summarise' && cause?.kind === 'call') state.summarise = cause.id;
  if (to === 'schedule' && from !== to)
    state.offer = { cause: reason, made: at !== undefined, ...(at && { until: at }) };
  if (to === 'followUp' && from !== to) state.followUp = { cause: reason, done: 0 };
  if (to === 'closed') state.closing = because;
}

/** A plan made before something changed is not kept: the step runs again at once and asks anew. */
function plan(journey: Journey, { at, because, idle }: Move, to: Step, sameStep: boolean): void {
  const { state } = journey;
  delete state.at;
  delete state.because;
  if ((journey.stale && sameStep) || (at === undefined && !idle)) return;
  if (to === 'attend' && !sameStep) return;
  state.because = because;
  if (at !== undefined) state.at = at;
}
