import * as z from 'zod';
import { type Environment, onThisMachine, parseSettings } from '../integrations/settings-invalid.ts';

const schema = z
  .object({
    DATABASE_URL: z.string({ error: 'missing: the database as the application sees it' }),
    PUBLIC_BASE_URL: z.url({ error: 'expected a web address' }).transform((url) => url.replace(/\/+$/, '')),
    LINK_SECRET: z.string({ error: 'missing' }).min(16, 'expected at least 16 characters'),
    DISPATCH_EVERY_MS: z.coerce.number({ error: 'expected milliseconds' }).positive(),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    publicBaseUrl: env.PUBLIC_BASE_URL,
    linkSecret: env.LINK_SECRET,
    dispatchEveryMs: env.DISPATCH_EVERY_MS,
  }));

export type WorkerSettings = z.output<typeof schema>;

/** Reads the worker's own settings. Throws `SettingsInvalid`, which names every mistake at once. */
export const readWorkerSettings = (environment: Environment = process.env): WorkerSettings =>
  parseSettings(schema as z.ZodType<WorkerSettings>, environment, {
    PUBLIC_BASE_URL: onThisMachine(environment.API_PORT, '4000'),
    DISPATCH_EVERY_MS: '500',
  });
