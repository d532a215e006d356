import { inWords } from '../../../domain/leads/journey-words.ts';
import { effects } from '../activities.ts';
import { inRows, isEffectFailure, perform, stamped } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';
import { log } from '../log.ts';
import { notNow } from '../moves.ts';
import { until } from '../waiting.ts';

/** The ladder: place a call when it may be placed, wait for its end, and go where that leads. */
export async function call(journey: Journey): Promise<Move> {
  const { state } = journey;
  if (!state.call) return place(journey);
  if (!state.ended.includes(state.call.attemptId)) return watch(journey, state.call);
  const { attemptId } = state.call;
  const onward = await inRows(
    journey,
    'afterCall',
    () => ({ ...stamped(journey), attemptId }),
    'after the call',
  );
  // where it leads elsewhere the change of the step tells
  if (onward.to === 'call') log(journey, `call ${state.attempts}: ${inWords(onward.because)}`);
  delete state.call;
  delete state.callCause;
  // the outcome is written; whoever opted out is not even summed up
  if (state.optedOut) return { to: 'closed', because: 'optedOut', status: 'opted_out' };
  if (state.erased) return { to: 'closed', because: 'erased' };
  return { cause: { kind: 'call', id: attemptId }, ...onward };
}

async function place(journey: Journey): Promise<Move> {
  const { state } = journey;
  const cause = state.callCause ?? state.startedBy ?? { kind: 'system', id: 'call' };
  const answer = await perform(journey, effects.placeCall, { cause }, `call ${state.attempts + 1}`);
  if (answer.kind === 'never') delete state.callCause;
  if (answer.kind !== 'placed' && answer.kind !== 'ended') return notNow(journey, answer);
  state.attempts += 1;
  const guardAt = answer.kind === 'placed' ? answer.guardAt : new Date().toISOString();
  state.call = { attemptId: answer.attemptId, guardAt };
  if (answer.kind === 'ended') noteEnd(journey, answer.attemptId);
  return { to: 'call', because: 'callPlaced' };
}

type LiveCall = NonNullable<Journey['state']['call']>;

/** Waits for the call's own end. The guard only asks whether it is still open: silence is no outcome. */
async function watch(journey: Journey, live: LiveCall): Promise<Move> {
  const { state } = journey;
  const { attemptId } = live;
  const goOn: Move = { to: 'call', because: 'callOpen' };
  const isToHangUp = () => (state.optedOut || state.erased === true) && !live.hungUp;
  if (isToHangUp()) {
    await hangUp(journey, live);
    return goOn;
  }
  const isOver = () => state.ended.includes(attemptId) || isToHangUp();
  const wait = { because: 'callEnd', at: live.guardAt, brief: true };
  if ((await until(journey, isOver, wait)) === 'ready') return goOn;
  const found = await perform(journey, effects.reconcileCall, { attemptId }, 'is the call still open?');
  if (found.kind === 'open') live.guardAt = found.guardAt;
  else noteEnd(journey, attemptId);
  return goOn;
}

async function hangUp(journey: Journey, live: LiveCall): Promise<void> {
  live.hungUp = true;
  try {
    await perform(journey, effects.hangUp, { attemptId: live.attemptId }, 'hang up');
  } catch (failure) {
    // the call's own end is waited for in any case
    if (!isEffectFailure(failure)) throw failure;
  }
}

function noteEnd({ state }: Journey, attemptId: string): void {
  if (!state.ended.includes(attemptId)) state.ended.push(attemptId);
}
