import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import {
  type BulkArguments,
  type BulkName,
  bulkItemStates,
  bulkNames,
  bulkStates,
} from '../../contracts/bulk.ts';
import { actorKinds } from '../../contracts/commands.ts';
import { leadTable, seenWhere, tenantColumns } from '../tenant-table.ts';

/** Something that was asked of many leads at once, and how far it is. Its row lock is the lock of its items. */
export const BulkCommand = defineEntity({
  name: 'BulkCommand',
  tableName: 'bulk_command',
  // it may be about leads of anybody: an agent who sees only their own sees what they asked themselves
  ...seenWhere(`actor_kind = 'staff' and actor_id = current_setting('app.agent', true)`),
  properties: {
    ...tenantColumns(),
    name: p.enum(bulkNames),
    arguments: p.json<BulkArguments[BulkName]>().$type<BulkArguments[BulkName]>(),
    actorKind: p.enum(actorKinds),
    actorId: p.string(),
    state: p.enum(bulkStates).default('running'),
    total: p.integer(),
    done: p.integer().default(0),
    refused: p.integer().default(0),
    finishedAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

/** One lead of a bulk command, and what it answered. */
export const BulkItem = defineEntity({
  name: 'BulkItem',
  tableName: 'bulk_item',
  ...leadTable('bulk_item'),
  properties: {
    ...tenantColumns(),
    bulkId: p.uuid(),
    /** its place in the order in which leads are asked */
    number: p.integer(),
    leadId: p.uuid(),
    state: p.enum(bulkItemStates).default('waiting'),
    /** the command to its journey, once it was asked */
    commandId: p.uuid().nullable(),
    code: p.string().nullable(),
    /** the answer as a person reads it */
    text: p.text().nullable(),
  },
  uniques: [{ properties: ['bulkId', 'leadId'] }],
  indexes: [{ properties: ['bulkId', 'state', 'number'] }, { properties: ['leadId'] }],
});

export type BulkCommandRow = InferEntity<typeof BulkCommand>;
export type BulkItemRow = InferEntity<typeof BulkItem>;
