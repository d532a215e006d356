import { sql } from 'kysely';
import { mergeReasons } from '../database/leads/merge-entities.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

const pageSize = 20;
export const proposalRows = source('merge_proposal', [
  ...['id', 'createdAt', 'leadId', 'otherLeadId', 'reason', 'state', 'decidedBy', 'decidedAt', 'causedBy'],
] as const);

const MergeReason = wordsEnum('MergeReason', 'Why two leads were taken for one person.', mergeReasons);
const ProposalState = wordsEnum('MergeProposalState', 'What became of a proposed merge.', [
  'open',
  'accepted',
  'rejected',
]);

const MergeProposalRef = rowNode('MergeProposal', proposalRows);

builder.objectType(MergeProposalRef, {
  extensions: openToKeys('leads:read'),
  description: 'Two leads that may be one person: a member of staff decides.',
  fields: (t) => ({
    leads: t.field({
      type: [LeadRef],
      description: 'The two.',
      complexity: { field: 1, multiplier: 2 },
      resolve: ({ leadId, otherLeadId }) => [leadId, otherLeadId],
    }),
    reason: t.expose('reason', { type: MergeReason, description: 'Why they were taken for one person.' }),
    state: t.expose('state', { type: ProposalState, description: 'What became of it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was proposed.' }),
    decidedBy: t.exposeString('decidedBy', {
      nullable: true,
      description: 'Who decided: system, or `staff:<key>`.',
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided.',
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What gave rise to it.' }),
  }),
});

builder.queryField('mergeProposals', (t) =>
  t.connection(
    {
      type: MergeProposalRef,
      description: `Leads that may be one person, newest first; ${pageSize} unless asked for more.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(pageSize),
      args: {
        state: t.arg({
          type: ProposalState,
          description: 'Only those in this state; open ones when left out.',
        }),
      },
      resolve: (_root, { state, ...args }, context) =>
        pageOfTenant(context, { source: proposalRows, orderedBy: 'createdAt', size: pageSize }, args, [
          sql<boolean>`state = ${state ?? 'open'}`,
        ]),
    },
    { name: 'MergeProposalConnection' },
    { name: 'MergeProposalEdge' },
  ),
);
