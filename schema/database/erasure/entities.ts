import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import {
  erasureReasons,
  erasureStates,
  type KeptBar,
  type VendorCopy,
  type VendorReport,
} from '../../contracts/erasure.ts';
import { leadTable, tenantColumns } from '../tenant-table.ts';

/** One person erased: ids, hashes and counts. It stays, and tells a restored backup whom it has to forget again. */
export const Erasure = defineEntity({
  name: 'Erasure',
  tableName: 'erasure',
  ...leadTable('erasure'),
  properties: {
    ...tenantColumns(),
    /** the lead that the others had been merged into */
    leadId: p.uuid(),
    /** it and every lead that it had taken in */
    leadIds: p.json<string[]>().$type<string[]>(),
    reason: p.enum(erasureReasons),
    /** as timelines name who did something */
    askedBy: p.string(),
    state: p.enum(erasureStates).default('asked'),
    askedAt: p.datetime(6),
    doneAt: p.datetime(6).nullable(),
    /** what stays barred, by keyed hash */
    bars: p.json<KeptBar[]>().$type<KeptBar[]>(),
    /** rows changed or deleted, by table */
    rows: p.json<Record<string, number>>().$type<Record<string, number>>(),
    /** copies that vendors hold, noted before the rows that lead to them are emptied */
    copies: p.json<VendorCopy[]>().$type<VendorCopy[]>(),
    /** what became of them */
    vendors: p.json<VendorReport>().$type<VendorReport>(),
    /** runs of workflows whose histories were deleted */
    runs: p.integer().default(0),
  },
  uniques: [{ properties: ['tenantId', 'leadId'] }],
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

export type ErasureRow = InferEntity<typeof Erasure>;
