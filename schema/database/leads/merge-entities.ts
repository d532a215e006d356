import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Remains } from '../../contracts/journey.ts';
import { causedBy, seenWhere, seenWith, tenantColumns, tenantTable } from '../tenant-table.ts';

export const mergeReasons = ['typedTogether', 'phoneInMail', 'sameChannel', 'asked'] as const;
export type MergeReason = (typeof mergeReasons)[number];

/** One lead taken in by another: final. What its journey was about is kept here until the other one has taken it over. */
export const LeadMerge = defineEntity({
  name: 'LeadMerge',
  tableName: 'lead_merge',
  ...seenWith('lead_merge', 'into_id', 'lead'),
  properties: {
    ...tenantColumns(),
    absorbedId: p.uuid(),
    intoId: p.uuid(),
    reason: p.enum(mergeReasons),
    /** the appointment that was given up, because both had one before them */
    withdrawn: p.uuid().nullable(),
    remains: p.json<Remains>().$type<Remains>().nullable(),
    handedOverAt: p.datetime(6).nullable(),
    causedBy: causedBy(),
  },
  // a lead is taken in once: a second merge of it is one of whatever it became
  uniques: [{ properties: ['tenantId', 'absorbedId'] }],
});

/** Two leads that may be one person. A person decides; what was rejected is not proposed for the same reason again. */
export const MergeProposal = defineEntity({
  name: 'MergeProposal',
  tableName: 'merge_proposal',
  ...seenWhere(
    'exists (select 1 from lead p where p.id = merge_proposal.lead_id) and exists (select 1 from lead q where q.id = merge_proposal.other_lead_id)',
  ),
  properties: {
    ...tenantColumns(),
    /** the smaller of the two ids, so that a pair is one whatever way round */
    leadId: p.uuid(),
    otherLeadId: p.uuid(),
    reason: p.enum(mergeReasons),
    state: p.enum(['open', 'accepted', 'rejected'] as const).default('open'),
    decidedBy: p.string().nullable(),
    decidedAt: p.datetime(6).nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'leadId', 'otherLeadId', 'reason'] }],
  indexes: [{ properties: ['tenantId', 'state', 'createdAt', 'id'] }],
});

/** Whose turn it is within a group of staff: counts the leads given out. */
export const AssignmentTurn = defineEntity({
  name: 'AssignmentTurn',
  tableName: 'assignment_turn',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    /** the keys of the group, sorted and joined */
    pool: p.string(),
    given: p.integer().default(0),
  },
  uniques: [{ properties: ['tenantId', 'pool'] }],
});

export type LeadMergeRow = InferEntity<typeof LeadMerge>;
export type MergeProposalRow = InferEntity<typeof MergeProposal>;
