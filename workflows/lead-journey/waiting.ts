import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import { arm, isPast } from './deadline.ts';
import { inRows, isEffectFailure, stamped } from './effects.ts';
import { showFacts } from './facts.ts';
import { callReceived } from './incoming.ts';
import { mayBeLeft } from './interrupts.ts';
import type { Journey, Move } from './journey.ts';
import { isNapForNewRun, isRunFull } from './limits.ts';
import { showAttributes, tell } from './story.ts';

/** Thrown where a step waits: a fact or a command wants the journey elsewhere. */
export class Interrupted extends Error {}

/** Thrown where a step waits: the run is long enough, the journey goes on in a new one. */
export class RollOver extends Error {}

export interface Wait {
  /** a code for the Web UI */
  because: string;
  at?: string | undefined;
  /** a wait within a call is no nap: it is over in minutes and not worth a search attribute */
  brief?: boolean;
}

/** Waits until `ready`, or until the instant. The one place where a step is left before it is done. */
export async function until(journey: Journey, ready: () => boolean, wait: Wait): Promise<'ready' | 'due'> {
  const isDue = () => isPast(journey.deadline, wait.at);
  let sleepsInNewRun = false;
  const rollsOver = () => (sleepsInNewRun || isRunFull(journey.limits, workflowInfo())) && isFree(journey);
  const stops = () => ready() || interruption(journey) !== undefined || isDue() || rollsOver();
  for (;;) {
    showFacts(journey);
    if (interruption(journey)) throw new Interrupted();
    if (journey.untold) {
      await writeDown(journey, wait);
      continue;
    }
    if (ready()) return 'ready';
    if (isDue()) return 'due';
    sleepsInNewRun ||= isLongNap(journey, wait);
    if (rollsOver()) throw new RollOver();
    if (!wait.brief && !sleepsInNewRun) showAttributes(journey, wait.at);
    tell(journey, wait);
    arm(journey, wait);
    journey.waiting = true;
    await condition(stops);
    journey.waiting = false;
  }
}

/** Sleeps as planned, and for as long as the journey is held. A new plan ends it early. */
export async function nap(journey: Journey): Promise<void> {
  const { state } = journey;
  for (;;) {
    const held = heldBecause(journey);
    if (held) await until(journey, () => heldBecause(journey) !== held, { because: held });
    else if (state.because === undefined) return;
    else {
      const { at, because } = state;
      const isMoved = () =>
        heldBecause(journey) !== undefined || state.because !== because || state.at !== at;
      if ((await until(journey, isMoved, { at, because })) === 'due') {
        delete state.at;
        delete state.because;
      }
    }
  }
}

/**
 * Why the journey does nothing for now. A pause stops calls, follow-ups and offers; replies and reminders of booked
 * appointments go on. While the tenant is suspended nothing does but a call that is running.
 */
function heldBecause({ state }: Journey): 'suspended' | 'paused' | undefined {
  if (state.call || state.incoming !== undefined || state.step === 'closed') return undefined;
  if (state.suspended) return 'suspended';
  const reachesOut = state.step === 'call' || state.step === 'schedule' || state.step === 'followUp';
  return state.paused && reachesOut ? 'paused' : undefined;
}

/** Why an absorbed journey closes. */
export const absorbed = 'merged';

/** Where a fact or a command wants the journey to go, as soon as it may be left. */
export function interruption({ state, wanted }: Journey): Move | undefined {
  if (!mayBeLeft(state)) return undefined;
  if (state.erased) return state.step === 'closed' ? undefined : { to: 'closed', because: 'erased' };
  // whoever calls is on the line already: whatever was wanted waits until that is over
  if (state.incoming !== undefined)
    return { to: 'call', because: callReceived, cause: { kind: 'call', id: state.incoming } };
  if (state.step !== 'closed') {
    if (state.optedOut) return { to: 'closed', because: 'optedOut', status: 'opted_out' };
    if (state.closing !== undefined) return { to: 'closed', because: state.closing };
    // what is wanted already, and what it took over itself, goes first: it is handed over with the rest
    const isSettled = wanted === undefined && !state.inherits?.length;
    if (state.absorbed !== undefined && isSettled) return { to: 'closed', because: absorbed };
  }
  return wanted;
}

/** Whether nothing runs that a new run would not know of. */
export function isFree({ busy, heard, state, unclaimed, wanted }: Journey): boolean {
  // where a command wanted to go whose answer came late is nowhere to go for a person who is forgotten
  const isSettled = wanted === undefined || state.erased === true;
  const isQuiet = busy === 0 && heard.size === 0 && unclaimed.length === 0 && isSettled;
  const isTold = !state.unanswered && !state.inherits?.length;
  return isQuiet && isTold && !state.call && allHandlersFinished();
}

function isLongNap({ limits }: Journey, { at }: Wait): boolean {
  return at !== undefined && isNapForNewRun(limits, workflowInfo(), Date.parse(at) - Date.now());
}

/** Writes down where the journey is, when no activity of a step did. The journey goes on if that cannot be written. */
export async function writeDown(journey: Journey, { at, because }: Wait): Promise<void> {
  journey.untold = false;
  try {
    await inRows(
      journey,
      'project',
      () => ({ ...stamped(journey), because, ...(at && { at }) }),
      'note the step',
    );
  } catch (failure) {
    if (!isEffectFailure(failure)) throw failure;
  }
}
