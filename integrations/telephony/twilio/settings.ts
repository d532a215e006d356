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

export interface TwilioSettings {
  vendor: 'twilio';
  mode: 'sandbox' | 'real';
  accountSid: string;
  authToken: string;
  /** replaces the vendor's own hosts; null: talk to Twilio */
  baseUrl: string | null;
  allowed: Allowed;
  timeoutMs: number;
}

const timeoutMs = 10_000;

const sandbox = z.object({ TELEPHONY_MODE: z.literal('sandbox'), ...sandboxFields }).transform(
  ({ SANDBOX_URL }): TwilioSettings => ({
    vendor: 'twilio',
    mode: 'sandbox',
    accountSid: sandboxCredentials.twilioAccountSid,
    authToken: sandboxCredentials.twilioAuthToken,
    baseUrl: `${SANDBOX_URL}/twilio`,
    allowed: null,
    timeoutMs,
  }),
);

const real = z
  .object({
    TELEPHONY_MODE: z.literal('real'),
    APP_ENV: realAppEnv,
    TWILIO_ACCOUNT_SID: needed(/^AC[0-9a-f]{32}$/, 'AC and 32 hexadecimal digits'),
    TWILIO_AUTH_TOKEN: needed(/^\S{16,}$/, 'the auth token of the account'),
    ALLOWED_NUMBERS: listed,
  })
  .refine(...allowListNeeded('ALLOWED_NUMBERS'))
  .transform(
    (env): TwilioSettings => ({
      vendor: 'twilio',
      mode: 'real',
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN,
      baseUrl: null,
      allowed: allowedBy(env, 'ALLOWED_NUMBERS'),
      timeoutMs,
    }),
  );

const schema = z.discriminatedUnion('TELEPHONY_MODE', [sandbox, real]);

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readTwilioSettings = (environment: Environment = process.env): TwilioSettings =>
  parseSettings(schema, environment, settingsDefaults(environment, 'TELEPHONY_MODE'));
