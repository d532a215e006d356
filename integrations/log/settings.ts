import * as z from 'zod';
import { type Environment, parseSettings } from '../settings-invalid.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const schema = z
  .object({ LOG_LEVEL: z.enum(levels, { error: `must be one of ${levels.join(', ')}` }) })
  .transform(({ LOG_LEVEL }): string => LOG_LEVEL);

/** From which level on is logged. Throws `SettingsInvalid`. */
export const readLogLevel = (environment: Environment = process.env): string =>
  parseSettings(schema, environment, { LOG_LEVEL: 'info' });
