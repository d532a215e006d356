import type { CallOutcome } from '../../schema/contracts/calls.ts';
import {
  type Duration,
  type RetriedOutcome,
  type Retries,
  retriedOutcomes,
} from '../../schema/contracts/tenant.ts';

const isRetried = (outcome: CallOutcome): outcome is RetriedOutcome =>
  retriedOutcomes.some((known) => known === outcome);

/**
 * The delay before the next attempt, after attempts that ended so, oldest first; undefined when there is to be none. A
 * list counts all attempts. A table counts how often this outcome has come, so that each outcome's delays grow by
 * themselves. Not set: busy, failed and voicemail go by `noAnswer`, a screened call one step further on in it, and who
 * declined is not called again.
 */
export const delayAfter = (
  retries: Retries,
  outcomes: readonly (CallOutcome | null)[],
): Duration | undefined => {
  // nothing was heard of an attempt without an outcome; after a talk this ladder is climbed only if it led nowhere
  const heard = outcomes.map((outcome) =>
    outcome === null || outcome === 'answered' ? 'noAnswer' : outcome,
  );
  const last = heard.at(-1) ?? 'noAnswer';
  if (!isRetried(last)) return undefined;
  const further = last === 'screened' ? 1 : 0;
  if (isList(retries)) return last === 'declined' ? undefined : retries[outcomes.length - 1 + further];
  const times = heard.filter((outcome) => outcome === last).length;
  if (last === 'declined') return retries.declined?.[times - 1];
  const own = retries[last];
  return own ? own[times - 1] : retries.noAnswer[times - 1 + further];
};

/** How many calls there are to one enquiry at most, unless the tenant sets it: the longest list, and the first call. */
export const longestLadder = (retries: Retries): number =>
  1 + Math.max(...(isList(retries) ? [retries] : Object.values(retries)).map(({ length }) => length));

const isList = (retries: Retries): retries is Duration[] => Array.isArray(retries);
