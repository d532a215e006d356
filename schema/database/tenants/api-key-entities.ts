import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { KeyScope } from '../../contracts/key-scopes.ts';
import { tenantColumns, tenantTable } from '../tenant-table.ts';

/** A key of a business's own system. The hash of the key stands in `routing.token`; this row says what it may. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    name: p.string(),
    scopes: p.array().$type<KeyScope[]>(),
    /** by which people tell their keys apart; the rest of it is nowhere */
    lastFour: p.string(),
    /** as `actorLine` writes it */
    createdBy: p.string(),
    /** null for a key that stands until it is revoked */
    expiresAt: p.datetime(6).nullable(),
    revokedAt: p.datetime(6).nullable(),
    revokedBy: p.string().nullable(),
    /** to the minute */
    lastUsedAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

export type ApiKeyRow = InferEntity<typeof ApiKey>;
