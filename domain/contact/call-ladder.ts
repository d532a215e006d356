import type { CallAttemptFacts } from '../../schema/contracts/contact.ts';
import { addDuration } from '../time/duration.ts';
import type { CallInputs } from './call-inputs.ts';
import { delayAfter } from './retries.ts';

/** Where the ladder stands: the next attempt's instant and what it waits for, or why there is none. */
export type LadderStep =
  | { kind: 'due'; at: string; because: string; rule: string }
  | { kind: 'exhausted'; because: 'ladderExhausted' | 'totalCap' | 'declined'; rule: string };

const rule = { ladder: 'call.ladder', totalCap: 'call.maxInTotal', gap: 'call.minGap' } as const;

const laterOf = (one: string, other: string): string =>
  new Date(Math.max(Date.parse(one), Date.parse(other))).toISOString();

/**
 * The next step of the ladder: a first delay after the enquiry, then after each attempt the delay that its outcome
 * means, until they or the attempts run out; never sooner after a call than the tenant's gap.
 */
export const nextLadderStep = (inputs: CallInputs, timeZone: string): LadderStep => {
  const { policy, ladderSince, now, asked } = inputs;
  if (asked)
    return { kind: 'due', at: laterOf(asked.at ?? now, now), because: 'callBackTime', rule: rule.ladder };
  const placed = inputs.attempts
    .filter(({ outcome }) => outcome !== 'skipped')
    .toSorted((a, b) => Date.parse(a.placedAt) - Date.parse(b.placedAt));
  const done = placed.filter(({ placedAt }) => Date.parse(placedAt) >= Date.parse(ladderSince));
  const step = afterAttempts(inputs, done, timeZone);
  const last = placed.at(-1);
  if (step.kind === 'exhausted' || !last) return step;
  const gapEnds = addDuration(endOf(last), policy.minGap, timeZone);
  return Date.parse(gapEnds) > Date.parse(step.at)
    ? { kind: 'due', at: gapEnds, because: 'minGap', rule: rule.gap }
    : step;
};

const afterAttempts = (
  { policy, ladderSince }: CallInputs,
  done: readonly CallAttemptFacts[],
  timeZone: string,
): LadderStep => {
  const last = done.at(-1);
  if (!last) {
    const at = addDuration(ladderSince, policy.firstDelay, timeZone);
    return { kind: 'due', at, because: 'firstDelay', rule: rule.ladder };
  }
  const delay = delayAfter(
    policy.retries,
    done.map(({ outcome }) => outcome),
  );
  if (delay === undefined) {
    const because = last.outcome === 'declined' ? 'declined' : 'ladderExhausted';
    return { kind: 'exhausted', because, rule: rule.ladder };
  }
  if (done.length >= policy.maxInTotal)
    return { kind: 'exhausted', because: 'totalCap', rule: rule.totalCap };
  return {
    kind: 'due',
    at: addDuration(endOf(last), delay, timeZone),
    because: 'retryDelay',
    rule: rule.ladder,
  };
};

const endOf = ({ endedAt, placedAt }: CallAttemptFacts): string => endedAt ?? placedAt;
