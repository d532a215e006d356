import type { JourneyState } from '../../schema/contracts/journey.ts';

/** Why a journey leaves whatever it does for a call that came in. */
export const callReceived = 'callReceived';

// the talk and the vendor tell of its end; this much later the journey asks
const guardMs = 2 * 60 * 1_000;

/** A call of the lead's own is followed like one of ours: it holds the lead's one line. */
export function follow(state: JourneyState): void {
  if (state.incoming === undefined) return;
  state.call = { attemptId: state.incoming, guardAt: new Date(Date.now() + guardMs).toISOString() };
  delete state.incoming;
}
