import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { TenantSettings } from '../../contracts/tenant.ts';
import { tenantColumns, tenantTable } from '../tenant-table.ts';

/** A business. Its id equals its `tenantId`, so that the same policy guards it. */
export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    slug: p.string(),
    name: p.string(),
    policyVersion: p.integer(),
    /** since when nobody is contacted for it, and why */
    suspendedAt: p.datetime(6).nullable(),
    suspendedBecause: p.text().nullable(),
  },
  uniques: [{ properties: ['slug'] }],
});

/** One version of a tenant's settings: never changed, only followed by the next. */
export const TenantPolicy = defineEntity({
  name: 'TenantPolicy',
  tableName: 'tenant_policy',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    version: p.integer(),
    /** as written, with its pace block */
    source: p.json<TenantSettings>().$type<TenantSettings>(),
    /** in force: the pace applied */
    settings: p.json<TenantSettings>().$type<TenantSettings>(),
    createdBy: p.string(),
    /** why, in the words of whoever made it */
    remark: p.text().nullable(),
    /** the version whose settings were taken up again */
    rolledBackTo: p.integer().nullable(),
  },
  uniques: [{ properties: ['tenantId', 'version'] }],
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

/** In the place of a hash: no password has this one. */
export const noPassword = '!';

/** A member of staff who may log in. */
export const StaffUser = defineEntity({
  name: 'StaffUser',
  tableName: 'staff_user',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    staffKey: p.string(),
    name: p.string(),
    email: p.string(),
    role: p.enum(['admin', 'agent', 'viewer'] as const),
    passwordHash: p.text(),
    calendar: p.string().nullable(),
    disabledAt: p.datetime(6).nullable(),
  },
  uniques: [{ properties: ['tenantId', 'email'] }, { properties: ['tenantId', 'staffKey'] }],
});

/**
 * A log-in: its tokens' hashes stand in `routing.token`, this row says whose they are. A refresh token that was used is
 * remembered there until the session is over: when it comes again, all that this session gave out ends.
 */
export const StaffSession = defineEntity({
  name: 'StaffSession',
  tableName: 'staff_session',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    userId: p.uuid(),
    expiresAt: p.datetime(6),
    endedAt: p.datetime(6).nullable(),
    /** hashes of the refresh tokens of which any may come next, and of the one used last */
    nextRefresh: p.array().default([]),
    usedRefresh: p.string().nullable(),
    refreshedAt: p.datetime(6).nullable(),
    /** the kind of program that signed in, as its owner knows it: "Firefox, Windows" */
    device: p.string().nullable(),
  },
  indexes: [{ properties: ['userId', 'createdAt', 'id'] }],
});

export type TenantRow = InferEntity<typeof Tenant>;
export type StaffUserRow = InferEntity<typeof StaffUser>;
export type StaffSessionRow = InferEntity<typeof StaffSession>;
