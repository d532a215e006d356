import { patched } from '@temporalio/workflow';
import type { JourneyState } from '../../schema/contracts/journey.ts';
import type { Journey, Move } from './journey.ts';
import { log } from './log.ts';

/** Why a journey leaves whatever it does for a call that came in. */
export const callReceived = 'callReceived';

// the talk and the vendor tell of its end; this much later the journey asks
const guardMs = 2 * 60 * 1_000;

/** A call of the lead's own is followed like one of ours: it holds the lead's one line. */
export function follow(state: JourneyState): void {
  if (state.incoming === undefined) return;
  putOff(state);
  state.call = { attemptId: state.incoming, guardAt: new Date(Date.now() + guardMs).toISOString() };
  delete state.incoming;
}

/** Keeps what is owed while the lead's own call is the cause of what the journey does. */
function putOff(state: JourneyState): void {
  const { callCause: cause, callAt, step } = state;
  if (cause?.kind !== 'command' && cause?.kind !== 'appointment') return;
  // runs that forgot it over the lead's own call went on without it
  if (!patched('callBackOwed')) return;
  const at = step === 'call' ? state.at : callAt;
  state.owed = { cause, ...(at !== undefined && { at }) };
}

/** Where a call of the lead's own leads to: only who was spoken to in it need not be called back any more. */
export function orCallBack(journey: Journey, wanted: Move): Move {
  const { state } = journey;
  const { owed } = state;
  if (!owed || state.call) return wanted;
  // the message is summed up first
  if (wanted.to === 'summarise' && wanted.messageOnly) return wanted;
  delete state.owed;
  if (wanted.to === 'summarise' || wanted.to === 'closed') return wanted;
  log(journey, 'call back still owed');
  // the rows were told of what would have come otherwise
  journey.untold = true;
  const at = owed.at ?? new Date().toISOString();
  return { ...wanted, to: 'call', because: 'callBackOwed', cause: owed.cause, at };
}
