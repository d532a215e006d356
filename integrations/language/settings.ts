import * as z from 'zod';
import { readTogether } from '../read-together.ts';
import { type Environment, parseSettings } from '../settings-invalid.ts';
import { type OpenAiSettings, readOpenAiSettings } from './openai/settings.ts';

/** The first model, and the one that answers when it does not. */
export interface LanguageSettings extends OpenAiSettings {
  /** null: there is none */
  fallback: OpenAiSettings | null;
  /** without a first word after this the fallback answers */
  fallbackAfterMs: number;
}

const schema = z.object({
  LANGUAGE_FALLBACK_MODEL: z
    .string()
    .regex(/^[\w./:-]+$/, 'must be the name of a model')
    .optional(),
  LANGUAGE_FALLBACK_BASE_URL: z.url({ protocol: /^https$/, error: 'must be an https address' }).optional(),
  LANGUAGE_FALLBACK_API_KEY: z
    .string()
    .regex(/^\S{8,}$/, 'must be a key')
    .optional(),
  LANGUAGE_FALLBACK_AFTER_MS: z.coerce.number({ error: 'expected a number' }).int().min(100),
});

/** In sandbox mode keys in the environment change nothing. Throws `SettingsInvalid` with every mistake. */
export const readLanguageSettings = (environment: Environment = process.env): LanguageSettings => {
  const { first, own } = readTogether({
    first: () => readOpenAiSettings(environment),
    own: () => parseSettings(schema, environment, { LANGUAGE_FALLBACK_AFTER_MS: '6000' }),
  });
  return { ...first, fallback: fallbackOf(first, own), fallbackAfterMs: own.LANGUAGE_FALLBACK_AFTER_MS };
};

const fallbackOf = (first: OpenAiSettings, own: z.output<typeof schema>): OpenAiSettings | null => {
  // the sandbox has another address for it, so that either can fail alone
  if (first.mode === 'sandbox')
    return { ...first, baseUrl: `${first.baseUrl}/fallback`, model: 'gpt-6.1-sol' };
  if (!own.LANGUAGE_FALLBACK_MODEL) return null;
  return {
    ...first,
    model: own.LANGUAGE_FALLBACK_MODEL,
    baseUrl: own.LANGUAGE_FALLBACK_BASE_URL ?? first.baseUrl,
    apiKey: own.LANGUAGE_FALLBACK_API_KEY ?? first.apiKey,
  };
};
