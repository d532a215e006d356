import type { RetentionSettings } from '../../schema/contracts/retention.ts';
import { durationMs } from '../time/duration.ts';
import { duration, object } from './schema-parts.ts';
import type { SettingsProblem } from './settings-problem.ts';

/** The shortest time for which each is kept: by then whatever is under way has made use of it. */
const shortest = {
  leads: '1 week',
  recordings: '1 week',
  messages: '1 week',
  unclaimed: '1 week',
} as const satisfies Record<keyof RetentionSettings, string>;

const kinds = Object.keys(shortest) as (keyof RetentionSettings)[];
const longest = '100 years';
const longestMs = 100 * 366 * 86_400_000;

export const retention = object(Object.fromEntries(kinds.map((kind) => [kind, duration])), kinds);

/** Periods that would take something away from journeys that run, or that no calendar reaches. */
export const retentionProblems = (periods: RetentionSettings = {}): SettingsProblem[] =>
  kinds.flatMap((kind) => {
    const period = periods[kind];
    if (period === undefined) return [];
    const path = `/retention/${kind}`;
    if (durationMs(period) < durationMs(shortest[kind]))
      return [{ path, expected: `at least ${shortest[kind]}` }];
    return durationMs(period) > longestMs ? [{ path, expected: `at most ${longest}` }] : [];
  });
