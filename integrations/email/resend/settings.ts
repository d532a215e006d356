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

export interface ResendSettings {
  vendor: 'resend';
  mode: 'sandbox' | 'real';
  apiKey: string;
  webhookSecret: string;
  baseUrl: string;
  allowed: Allowed;
  timeoutMs: number;
}

const timeoutMs = 10_000;

const sandbox = z.object({ EMAIL_MODE: z.literal('sandbox'), ...sandboxFields }).transform(
  ({ SANDBOX_URL }): ResendSettings => ({
    vendor: 'resend',
    mode: 'sandbox',
    apiKey: sandboxCredentials.resendApiKey,
    webhookSecret: sandboxCredentials.resendWebhookSecret,
    baseUrl: `${SANDBOX_URL}/resend`,
    allowed: null,
    timeoutMs,
  }),
);

const real = z
  .object({
    EMAIL_MODE: z.literal('real'),
    APP_ENV: realAppEnv,
    RESEND_API_KEY: needed(/^re_\S+$/, 're_ and a key'),
    RESEND_WEBHOOK_SECRET: needed(/^whsec_[A-Za-z0-9+/]+=*$/, 'whsec_ and base64'),
    ALLOWED_ADDRESSES: listed,
  })
  .refine(...allowListNeeded('ALLOWED_ADDRESSES'))
  .transform(
    (env): ResendSettings => ({
      vendor: 'resend',
      mode: 'real',
      apiKey: env.RESEND_API_KEY,
      webhookSecret: env.RESEND_WEBHOOK_SECRET,
      baseUrl: 'https://api.resend.com',
      allowed: allowedBy(env, 'ALLOWED_ADDRESSES'),
      timeoutMs,
    }),
  );

const schema = z.discriminatedUnion('EMAIL_MODE', [sandbox, real]);

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readResendSettings = (environment: Environment = process.env): ResendSettings =>
  parseSettings(schema, environment, settingsDefaults(environment, 'EMAIL_MODE'));
