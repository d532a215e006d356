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
  /** what the account may place; what is above would wait in the vendor's queue, where nobody sees it */
  callsPerSecond: number;
}

const timeoutMs = 10_000;

const pace = {
  TELEPHONY_CALLS_PER_SECOND: z.coerce
    .number({ error: 'expected a number' })
    .positive('expected a number above 0')
    .max(1_000, 'expected at most 1000')
    .default(1),
};

const sandbox = z.object({ TELEPHONY_MODE: z.literal('sandbox'), ...sandboxFields, ...pace }).transform(
  ({ SANDBOX_URL, TELEPHONY_CALLS_PER_SECOND }): TwilioSettings => ({
    vendor: 'twilio',
    mode: 'sandbox',
    accountSid: sandboxCredentials.twilioAccountSid,
    authToken: sandboxCredentials.twilioAuthToken,
    baseUrl: `${SANDBOX_URL}/twilio`,
    allowed: null,
    timeoutMs,
    callsPerSecond: TELEPHONY_CALLS_PER_SECOND,
  }),
);

const real = z
  .object({
    TELEPHONY_MODE: z.literal('real'),
    APP_ENV: realAppEnv,
    TWILIO_ACCOUNT_SID: needed(/^AC[0-9a-f]{32}$/, 'AC and 32 hexadecimal digits'),
    TWILIO_AUTH_TOKEN: needed(/^\S{16,}$/, 'the auth token of the account'),
    ALLOWED_NUMBERS: listed,
    ...pace,
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
      callsPerSecond: env.TELEPHONY_CALLS_PER_SECOND,
    }),
  );

const schema = z.discriminatedUnion('TELEPHONY_MODE', [sandbox, real]);

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readTwilioSettings = (environment: Environment = process.env): TwilioSettings =>
  parseSettings(schema, environment, settingsDefaults(environment, 'TELEPHONY_MODE'));
