import { type RemovedKind, removedKinds } from '../contracts/retention.ts';
import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';

const rows = source('retention_run', ['id', 'createdAt', 'finishedAt', 'isCut', ...removedKinds] as const);
const pageSize = 20;

const words: Record<RemovedKind, string> = {
  late: 'Rows of what vendors told of people after they were forgotten.',
  unclaimed: 'Rows of what came in and belongs to no lead.',
  recordings: 'Recordings, and calls whose words were deleted.',
  messages: 'Rows of what was written.',
  leads: 'Leads that began to be forgotten; each is one of `erasures`.',
};

export const RetentionRunRef = rowNode('RetentionRun', rows);

builder.objectType(RetentionRunRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'A night in which what was older than its time was removed: counts, which stay.',
  fields: (t) => ({
    begunAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null while it goes on.',
    }),
    isCut: t.exposeBoolean('isCut', {
      description: 'It had more to remove than one night takes: the next one goes on.',
    }),
    ...Object.fromEntries(
      removedKinds.map((kind) => [kind, t.exposeInt(kind, { description: words[kind] })]),
    ),
  }),
});

builder.queryField('retentionRuns', (t) =>
  t.connection(
    {
      type: RetentionRunRef,
      description: 'What was removed after its time, night by night, newest first.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: rows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'RetentionRunConnection' },
    { name: 'RetentionRunEdge' },
  ),
);
