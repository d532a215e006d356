import { classed, code, count, id, instant, keep, staff, tenantColumnClasses } from '../column-classes.ts';
import { AssignmentTurn, LeadMerge, MergeProposal } from './merge-entities.ts';

export const mergeClasses = [
  classed(LeadMerge, {
    ...tenantColumnClasses,
    absorbedId: id,
    intoId: id,
    reason: code,
    withdrawn: id,
    remains: keep('ids, instants and codes only: it passes through Temporal'),
    handedOverAt: instant,
    causedBy: id,
  }),
  classed(MergeProposal, {
    ...tenantColumnClasses,
    leadId: id,
    otherLeadId: id,
    reason: code,
    state: code,
    decidedBy: staff,
    decidedAt: instant,
    causedBy: id,
  }),
  classed(AssignmentTurn, { ...tenantColumnClasses, pool: staff, given: count }),
];
