import SchemaBuilder from '@pothos/core';
import type { TenantInForce } from '../../database/tenants/policy.ts';

/** Strangers ask about one business, which the address names: nobody is signed in, and no row of a person is within reach. */
export interface PublicContext {
  tenant: TenantInForce;
}

/** The builder of what strangers may ask; it shares no type with the schema of staff. */
export const publicBuilder = new SchemaBuilder<{ Context: PublicContext; DefaultFieldNullability: false }>({
  defaultFieldNullability: false,
  // not used: what plugins add to the types holds for every builder, and this one has no plugins
  scopeAuth: { authScopes: () => ({}) },
});
