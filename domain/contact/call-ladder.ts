import { addDuration } from '../time/duration.ts';
import type { CallInputs } from './call-inputs.ts';

/** Where the ladder stands: the next attempt's instant and why it waits for it, or that it has ended. */
export type LadderStep = { kind: 'due'; at: string; because: string } | { kind: 'exhausted' };

const laterOf = (one: string, other: string): string =>
  new Date(Math.max(Date.parse(one), Date.parse(other))).toISOString();

/** The next step of the ladder: a first delay after the enquiry, then a delay after each attempt until they run out. */
export const nextLadderStep = (inputs: CallInputs, timeZone: string): LadderStep => {
  const { policy, ladderSince, now } = inputs;
  if (inputs.asked) return { kind: 'due', at: laterOf(inputs.asked.at ?? now, now), because: 'callBackTime' };
  const done = inputs.attempts
    .filter(
      ({ placedAt, outcome }) => Date.parse(placedAt) >= Date.parse(ladderSince) && outcome !== 'skipped',
    )
    .sort((a, b) => Date.parse(a.placedAt) - Date.parse(b.placedAt));
  const last = done.at(-1);
  if (!last)
    return { kind: 'due', at: addDuration(ladderSince, policy.firstDelay, timeZone), because: 'firstDelay' };
  const delay = policy.retries[done.length - 1];
  if (delay === undefined) return { kind: 'exhausted' };
  return {
    kind: 'due',
    at: addDuration(last.endedAt ?? last.placedAt, delay, timeZone),
    because: 'retryDelay',
  };
};
