import type { JourneyInput, JourneyState } from '../../schema/contracts/journey.ts';

/** The state of a run: what the last one left, brought up to this version of the code, or a fresh start. */
export function stateOf(input: JourneyInput): JourneyState {
  return input.state === undefined ? freshState(input.cursor) : migrate(input.state);
}

function freshState(cursor: number): JourneyState {
  return {
    v: 1,
    step: 'intake',
    cursor,
    version: 0,
    status: 'new',
    ended: [],
    attempts: 0,
    paused: false,
    optedOut: false,
  };
}

/** Brings the state of a run made by older code to this one's shape; refuses what newer code wrote. */
function migrate(state: JourneyState): JourneyState {
  if (state.v !== 1) throw new Error(`journey state of version ${String(state.v)} is newer than this code`);
  return state;
}
