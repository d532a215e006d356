import type { Database } from '../../schema/database/database.ts';
import { resumeTenant, suspendTenant } from '../../schema/database/tenants/suspend.ts';

/** Suspends a tenant and lets it go on, as an operator does. */
export const suspension = (of: () => { db: Database; tenantId: string }) => {
  const asked = () => ({
    tenantId: of().tenantId,
    actor: { kind: 'system', id: 'operator' } as const,
    reason: 'x',
  });
  const inTenant: Database['inTenant'] = (...work) => of().db.inTenant(...work);
  return {
    suspend: () => inTenant(of().tenantId, (tx) => suspendTenant(tx, asked())),
    resume: () => inTenant(of().tenantId, (tx) => resumeTenant(tx, { ...asked(), gapMs: 1 })),
  };
};
