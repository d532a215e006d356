import * as z from 'zod';
import { sandboxCredentials } from '../../../schema/contracts/sandbox.ts';
import type { Allowed } from '../../allow-list.ts';
import {
  allowedBy,
  allowListNeeded,
  type Environment,
  listed,
  needed,
  parseSettings,
  realAppEnv,
  sandboxFields,
  settingsDefaults,
} from '../../settings-invalid.ts';

export interface GraphSettings {
  vendor: 'microsoft-graph';
  mode: 'sandbox' | 'real';
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** what a change notification must carry to be believed */
  clientState: string;
  baseUrl: string;
  authority: string;
  allowed: Allowed;
  timeoutMs: number;
}

const timeoutMs = 10_000;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const sandbox = z.object({ CALENDAR_MODE: z.literal('sandbox'), ...sandboxFields }).transform(
  ({ SANDBOX_URL }): GraphSettings => ({
    vendor: 'microsoft-graph',
    mode: 'sandbox',
    tenantId: sandboxCredentials.azureTenantId,
    clientId: sandboxCredentials.azureClientId,
    clientSecret: sandboxCredentials.azureClientSecret,
    clientState: sandboxCredentials.graphClientState,
    baseUrl: `${SANDBOX_URL}/graph`,
    authority: `${SANDBOX_URL}/entra`,
    allowed: null,
    timeoutMs,
  }),
);

const real = z
  .object({
    CALENDAR_MODE: z.literal('real'),
    APP_ENV: realAppEnv,
    AZURE_TENANT_ID: needed(guid, 'a GUID'),
    AZURE_CLIENT_ID: needed(guid, 'a GUID'),
    AZURE_CLIENT_SECRET: needed(/^\S+$/, 'a secret of the registered application'),
    GRAPH_CLIENT_STATE: needed(/^\S{16,128}$/, '16 to 128 characters'),
    ALLOWED_ADDRESSES: listed,
  })
  .refine(...allowListNeeded('ALLOWED_ADDRESSES'))
  .transform(
    (env): GraphSettings => ({
      vendor: 'microsoft-graph',
      mode: 'real',
      tenantId: env.AZURE_TENANT_ID,
      clientId: env.AZURE_CLIENT_ID,
      clientSecret: env.AZURE_CLIENT_SECRET,
      clientState: env.GRAPH_CLIENT_STATE,
      baseUrl: 'https://graph.microsoft.com',
      authority: 'https://login.microsoftonline.com',
      allowed: allowedBy(env, 'ALLOWED_ADDRESSES'),
      timeoutMs,
    }),
  );

const schema = z.discriminatedUnion('CALENDAR_MODE', [sandbox, real]);

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readGraphSettings = (environment: Environment = process.env): GraphSettings =>
  parseSettings(schema, environment, settingsDefaults(environment, 'CALENDAR_MODE'));
