import {
  classed,
  code,
  count,
  id,
  instant,
  keep,
  own,
  staff,
  tenantColumnClasses,
} from '../column-classes.ts';
import { ApiKey } from './api-key-entities.ts';
import { StaffSession, StaffUser, Tenant, TenantPolicy } from './entities.ts';

export const tenantClasses = [
  classed(Tenant, {
    ...tenantColumnClasses,
    slug: own,
    name: own,
    policyVersion: count,
    suspendedAt: instant,
    suspendedBecause: own,
  }),
  classed(TenantPolicy, {
    ...tenantColumnClasses,
    version: count,
    // names and addresses of the staff are settings
    source: staff,
    settings: staff,
    createdBy: staff,
    remark: own,
    rolledBackTo: count,
  }),
  classed(StaffUser, {
    ...tenantColumnClasses,
    staffKey: staff,
    name: staff,
    email: staff,
    role: code,
    passwordHash: staff,
    calendar: staff,
    disabledAt: instant,
  }),
  classed(StaffSession, {
    ...tenantColumnClasses,
    userId: id,
    expiresAt: instant,
    endedAt: instant,
    nextRefresh: keep('hashes of random tokens'),
    usedRefresh: keep('the hash of a random token'),
    refreshedAt: instant,
    device: staff,
  }),
  classed(ApiKey, {
    ...tenantColumnClasses,
    name: own,
    scopes: code,
    lastFour: keep('four letters of a random key'),
    createdBy: staff,
    expiresAt: instant,
    revokedAt: instant,
    revokedBy: staff,
    lastUsedAt: instant,
  }),
];
