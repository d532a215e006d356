import * as z from 'zod';
import { sandboxCredentials } from '../../../schema/contracts/sandbox.ts';
import {
  type Environment,
  needed,
  parseSettings,
  realAppEnv,
  sandboxFields,
  settingsDefaults,
} from '../../settings-invalid.ts';

export interface OpenAiSettings {
  vendor: 'openai';
  mode: 'sandbox' | 'real';
  apiKey: string;
  baseUrl: string;
  model: string;
  timeoutMs: number;
}

const timeoutMs = 30_000;
const model = z
  .string()
  .regex(/^[\w./:-]+$/, 'must be the name of a model')
  .default('gpt-6-luna');

const sandbox = z.object({ LANGUAGE_MODE: z.literal('sandbox'), ...sandboxFields }).transform(
  ({ SANDBOX_URL }): OpenAiSettings => ({
    vendor: 'openai',
    mode: 'sandbox',
    apiKey: sandboxCredentials.openaiApiKey,
    baseUrl: `${SANDBOX_URL}/openai/v1`,
    model: 'gpt-6-luna',
    timeoutMs,
  }),
);

const real = z
  .object({
    LANGUAGE_MODE: z.literal('real'),
    APP_ENV: realAppEnv,
    OPENAI_API_KEY: needed(/^\S{8,}$/, 'a key'),
    OPENAI_BASE_URL: z
      .url({ protocol: /^https$/, error: 'must be an https address' })
      .default('https://api.openai.com/v1'),
    OPENAI_MODEL: model,
  })
  .transform(
    (env): OpenAiSettings => ({
      vendor: 'openai',
      mode: 'real',
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      model: env.OPENAI_MODEL,
      timeoutMs,
    }),
  );

const schema = z.discriminatedUnion('LANGUAGE_MODE', [sandbox, real]);

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readOpenAiSettings = (environment: Environment = process.env): OpenAiSettings =>
  parseSettings(schema, environment, settingsDefaults(environment, 'LANGUAGE_MODE'));
