import { classed, code, count, id, instant, keep, staff, tenantColumnClasses } from '../column-classes.ts';
import { Erasure } from './entities.ts';

export const erasureClasses = [
  classed(Erasure, {
    ...tenantColumnClasses,
    leadId: id,
    leadIds: id,
    reason: code,
    askedBy: staff,
    state: code,
    askedAt: instant,
    doneAt: instant,
    bars: keep('keyed hashes: an opt-out survives erasure'),
    rows: count,
    // ids of vendors, and in whose calendar an event is
    copies: staff,
    vendors: count,
    runs: count,
  }),
];
