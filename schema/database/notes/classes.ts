import { classed, code, count, id, instant, nulled, staff, tenantColumnClasses } from '../column-classes.ts';
import { StaffNote } from './entities.ts';

export const noteClasses = [
  classed(StaffNote, {
    ...tenantColumnClasses,
    leadId: id,
    kind: code,
    recipient: staff,
    aboutKind: code,
    aboutId: id,
    round: count,
    remark: nulled,
    state: code,
    reason: code,
    settledAt: instant,
    causedBy: id,
  }),
];
