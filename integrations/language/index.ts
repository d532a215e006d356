import { createOpenAi } from './openai/client.ts';
import type { OpenAiSettings } from './openai/settings.ts';
import type { LanguageModel } from './port.ts';
import type { LanguageSettings } from './settings.ts';
import { withFallback } from './with-fallback.ts';

type VendorSettings = OpenAiSettings;

const vendors: {
  [V in VendorSettings['vendor']]: (settings: Extract<VendorSettings, { vendor: V }>) => LanguageModel;
} = { openai: createOpenAi };

const create = (settings: VendorSettings): LanguageModel => vendors[settings.vendor](settings);

/** How long the first model is left alone after it has failed so often in a row, and how long an answer may take. */
const limits = { failures: 3, restMs: 30_000, answerMs: 20_000 };

/** The vendor that the settings name, with a fallback behind it where they name one. */
export const createLanguageModel = (settings: LanguageSettings): LanguageModel => {
  const { fallback, fallbackAfterMs: firstWordMs, ...first } = settings;
  const model = create(first);
  return fallback ? withFallback(model, create(fallback), { ...limits, firstWordMs }) : model;
};

export { type LanguageSettings, readLanguageSettings } from './settings.ts';
