import { readFileSync } from 'node:fs';
import { readTenant } from '../../domain/tenant/read-tenant.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';

export const exampleTenants = ['heavenly-drops', 'nexora'] as const;
export type ExampleTenant = (typeof exampleTenants)[number];

export const tenantYaml = (name: ExampleTenant): string =>
  readFileSync(new URL(`../../tenants/${name}/tenant.yaml`, import.meta.url), 'utf8');

/** The settings of an example tenant, as written (`source`) and at the pace of a demonstration (`settings`). */
export const exampleTenant = (name: ExampleTenant): { source: TenantSettings; settings: TenantSettings } => {
  const read = readTenant(tenantYaml(name), `${name}.yaml`);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read;
};
