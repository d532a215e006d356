import { type CalendarSettings, readCalendarSettings } from './calendar/index.ts';
import { type EmailSettings, readEmailSettings } from './email/index.ts';
import { type EngineSettings, readEngineSettings } from './engine/index.ts';
import { type LanguageSettings, readLanguageSettings } from './language/index.ts';
import { readTogether } from './read-together.ts';
import type { Environment } from './settings-invalid.ts';
import { readTelephonySettings, type TelephonySettings } from './telephony/index.ts';

export interface IntegrationSettings {
  telephony: TelephonySettings;
  email: EmailSettings;
  calendar: CalendarSettings;
  language: LanguageSettings;
  engine: EngineSettings;
}

/** The settings of every vendor. Throws one `SettingsInvalid` with the mistakes of all of them. */
export function readIntegrationSettings(environment: Environment = process.env): IntegrationSettings {
  return readTogether({
    telephony: () => readTelephonySettings(environment),
    email: () => readEmailSettings(environment),
    calendar: () => readCalendarSettings(environment),
    language: () => readLanguageSettings(environment),
    engine: () => readEngineSettings(environment),
  });
}
