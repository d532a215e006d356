import type { RetentionSettings } from '../../schema/contracts/retention.ts';
import { durationMs } from '../time/duration.ts';

/** What belongs to nobody is of no use once somebody could have looked at it. */
const unclaimed = '90 days';

/** What happened before then is removed; null: it is kept. */
export type RemovedBefore = Record<keyof RetentionSettings, Date | null>;

/** Until when something must have happened to be removed now. */
export const removedBefore = (periods: RetentionSettings = {}, now = new Date()): RemovedBefore => {
  const before = (period: string | undefined): Date | null =>
    period === undefined ? null : new Date(now.getTime() - durationMs(period));
  return {
    leads: before(periods.leads),
    recordings: before(periods.recordings),
    messages: before(periods.messages),
    unclaimed: before(periods.unclaimed ?? unclaimed),
  };
};
