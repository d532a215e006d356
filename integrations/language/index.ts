import { createOpenAi } from './openai/client.ts';
import type { OpenAiSettings } from './openai/settings.ts';
import type { LanguageModel } from './port.ts';

export type LanguageSettings = OpenAiSettings;

const vendors: {
  [V in LanguageSettings['vendor']]: (settings: Extract<LanguageSettings, { vendor: V }>) => LanguageModel;
} = { openai: createOpenAi };

/** The vendor that the settings name. */
export const createLanguageModel = (settings: LanguageSettings): LanguageModel =>
  vendors[settings.vendor](settings);

export { readOpenAiSettings as readLanguageSettings } from './openai/settings.ts';
