import { erasureReasons, erasureStates } from '../contracts/erasure.ts';
import { builder } from './builder.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

// without the hashes of what stays barred, and without the vendors' ids
export const erasureRows = source('erasure', [
  ...[
    'id',
    'createdAt',
    'leadId',
    'reason',
    'askedBy',
    'state',
    'askedAt',
    'doneAt',
    'rows',
    'vendors',
    'runs',
  ],
] as const);
const pageSize = 20;

const State = wordsEnum('ErasureState', 'How far it is.', erasureStates);
const Reason = wordsEnum('ErasureReason', 'Why a person is forgotten.', erasureReasons);

interface Copies {
  vendor: string;
  what: string;
  deleted: number;
  gone: number;
  kept: number;
}

const CopiesRef = builder.objectRef<Copies>('ErasedCopies').implement({
  description: 'What became of the copies of one kind that one vendor held.',
  fields: (t) => ({
    vendor: t.exposeString('vendor', { description: 'Which vendor.' }),
    what: t.exposeString('what', { description: 'Of what: `call`, `recording`, `event` or `email`.' }),
    deleted: t.exposeInt('deleted', { description: 'How many it has deleted.' }),
    gone: t.exposeInt('gone', { description: 'How many were not there any more.' }),
    kept: t.exposeInt('kept', {
      description: 'How many it keeps: it deletes none when asked, as with e-mails, or has refused to.',
    }),
  }),
});

export const ErasureRef = rowNode('Erasure', erasureRows);

builder.objectType(ErasureRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'One person forgotten: ids and counts, which stay.',
  fields: (t) => ({
    state: t.expose('state', { type: State, description: 'How far it is.' }),
    reason: t.expose('reason', { type: Reason, description: 'Why.' }),
    askedBy: t.exposeString('askedBy', { description: 'Who asked, as timelines name them.' }),
    askedAt: t.expose('askedAt', {
      type: 'DateTime',
      description:
        'When it was asked for: from then on nothing goes out, and the person is known by nothing.',
    }),
    doneAt: t.expose('doneAt', { type: 'DateTime', nullable: true, description: 'When all of it was done.' }),
    lead: t.field({
      type: LeadRef,
      description: 'What is left of the lead: states, instants and numbers.',
      resolve: ({ leadId }) => leadId,
    }),
    rows: t.int({
      description: 'How many rows were emptied or deleted.',
      resolve: ({ rows }) =>
        Object.values(rows as Record<string, number>).reduce((sum, each) => sum + each, 0),
    }),
    runs: t.exposeInt('runs', { description: 'How many histories of workflows were deleted.' }),
    copies: t.field({
      type: [CopiesRef],
      description: 'What became of the copies that vendors held; empty until it is done.',
      resolve: ({ vendors }) => copiesOf(vendors as Record<string, Record<string, Copies>>),
    }),
  }),
});

const copiesOf = (vendors: Record<string, Record<string, Copies>>): Copies[] =>
  Object.entries(vendors).flatMap(([vendor, kinds]) =>
    Object.entries(kinds).map(([what, counts]) => ({ ...counts, vendor, what })),
  );

builder.queryField('erasures', (t) =>
  t.connection(
    {
      type: ErasureRef,
      description: 'Who was forgotten, newest first.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: erasureRows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'ErasureConnection' },
    { name: 'ErasureEdge' },
  ),
);
