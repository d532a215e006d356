import { sql } from 'kysely';
import { bulkItemStates, bulkNames, bulkStates } from '../contracts/bulk.ts';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import { ActorKind } from './command.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { type ChildList, type Order, pageOfChildren } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

export const bulkRows = source('bulk_command', [
  ...['id', 'createdAt', 'name', 'arguments', 'actorKind', 'actorId', 'state', 'total', 'done', 'refused'],
  ...['finishedAt'],
] as const);
const itemRows = source('bulk_item', ['id', 'bulkId', 'number', 'leadId', 'state', 'code', 'text']);
const pageSize = 20;
const itemsSize = 50;

const BulkName = wordsEnum('BulkName', 'What can be asked of many leads at once.', bulkNames);
const BulkState = wordsEnum(
  'BulkState',
  'How far a bulk command is. `STOPPING`: nobody more is asked, and who was asked answers yet.',
  bulkStates,
);
const BulkItemState = wordsEnum(
  'BulkItemState',
  'How far one lead of a bulk command is. `ASKED`: its journey has not answered yet.',
  bulkItemStates,
);

export const BulkCommandRef = rowNode('BulkCommand', bulkRows);
const BulkItemRef = rowNode('BulkItem', itemRows);

builder.objectType(BulkItemRef, {
  extensions: openToKeys('leads:read'),
  description: 'One lead of a bulk command.',
  fields: (t) => ({
    state: t.expose('state', { type: BulkItemState, description: 'How far it is.' }),
    code: t.exposeString('code', { nullable: true, description: 'The answer as a code.' }),
    message: t.exposeString('text', { nullable: true, description: 'The answer as a sentence.' }),
    lead: t.field({ type: LeadRef, description: 'Which lead.', resolve: ({ leadId }) => leadId }),
  }),
});

/** In the order in which they are asked. */
const asAsked: Order = { name: 'NUMBER', type: 'integer', by: sql`number`, ascending: true };
const items: ChildList<RowOf<typeof itemRows>> = {
  ...{ source: itemRows, parent: 'bulkId', order: asAsked, size: itemsSize },
};

builder.objectType(BulkCommandRef, {
  extensions: openToKeys('leads:read'),
  description: 'Something that was asked of many leads at once, and how far it is.',
  fields: (t) => ({
    name: t.expose('name', { type: BulkName, description: 'What is asked of each.' }),
    arguments: t.expose('arguments', { type: 'JSON', description: 'With which particulars.' }),
    actorKind: t.expose('actorKind', { type: ActorKind, description: 'Who asked: staff, or an API key.' }),
    actor: t.exposeString('actorId', { description: 'Who it was: the key of a member of staff, or an id.' }),
    state: t.expose('state', { type: BulkState, description: 'How far it is.' }),
    total: t.exposeInt('total', { description: 'How many leads it is about.' }),
    done: t.exposeInt('done', { description: 'How many have done it.' }),
    refused: t.exposeInt('refused', { description: 'How many have refused it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last lead had answered, or it was stopped.',
    }),
    items: t.connection({
      type: BulkItemRef,
      description: 'Its leads, each with its answer, in the order in which they are asked.',
      complexity: pageCost(itemsSize),
      args: { state: t.arg({ type: [BulkItemState], description: 'Only those that are so far.' }) },
      resolve: ({ id }, args, context) => pageOfChildren(context, items, id, args),
    }),
  }),
});

builder.queryField('bulkCommands', (t) =>
  t.connection(
    {
      type: BulkCommandRef,
      description: 'What was asked of many leads at once, newest first.',
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: bulkRows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'BulkCommandConnection' },
    { name: 'BulkCommandEdge' },
  ),
);
