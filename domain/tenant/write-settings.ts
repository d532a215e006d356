import { stringify } from 'yaml';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';

/** Settings as a tenant file has them: what is read from it again is the same. */
export const writeSettings = (source: TenantSettings): string => stringify(source, { lineWidth: 120 });
