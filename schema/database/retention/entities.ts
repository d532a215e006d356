import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant-table.ts';

/** One night in which what is older than its time was removed: counts alone. Its id is that of the night's first run. */
export const RetentionRun = defineEntity({
  name: 'RetentionRun',
  tableName: 'retention_run',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    finishedAt: p.datetime(6).nullable(),
    /** tonight took no more, and the next night goes on */
    isCut: p.boolean().default(false),
    late: p.integer().default(0),
    unclaimed: p.integer().default(0),
    recordings: p.integer().default(0),
    messages: p.integer().default(0),
    leads: p.integer().default(0),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

export type RetentionRunRow = InferEntity<typeof RetentionRun>;
