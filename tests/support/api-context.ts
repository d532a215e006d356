import pino, { type Logger } from 'pino';
import type { ApiContext } from '../../api/context.ts';
import { readApiSettings } from '../../api/settings.ts';
import type { Database } from '../../schema/database/database.ts';
import { testLinkSecret } from './seed.ts';

/** A logger that keeps its lines, to be looked through. */
export const keptLog = (): { log: Logger; lines: string[] } => {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }) };
};

/** The part of the api's context that concerns nobody outside: no vendor, no journey unless `command` is given. */
export type InnerContext = Pick<ApiContext, 'settings' | 'db' | 'log' | 'command'>;

/** What the routes of staff work with, with nothing behind it but a database. */
export const testApiContext = (db: Database, given: Partial<InnerContext> = {}): InnerContext => ({
  settings: readApiSettings({
    APP_ENV: 'test',
    LINK_SECRET: testLinkSecret,
    DATABASE_URL: 'postgres://not-opened-by-these-settings/none',
  }),
  db,
  log: keptLog().log,
  command: () => {
    throw new Error('the test gave no journey to command');
  },
  ...given,
});
