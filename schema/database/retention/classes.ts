import { classed, count, flag, instant, tenantColumnClasses } from '../column-classes.ts';
import { RetentionRun } from './entities.ts';

export const retentionClasses = [
  classed(RetentionRun, {
    ...tenantColumnClasses,
    finishedAt: instant,
    isCut: flag,
    late: count,
    unclaimed: count,
    recordings: count,
    messages: count,
    leads: count,
  }),
];
