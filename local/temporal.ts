import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { namespace, searchAttributes } from '../temporal.config.ts';
import { Problem } from './problem.ts';
import type { ProcessPlan } from './supervise.ts';
import { isServing } from './temporal-namespace.ts';

export interface DevServerPlace {
  binary: string;
  stateFolder: string;
  port: number;
  uiPort: number;
  environment: Readonly<Record<string, string>>;
}

/** The words of the command line for the types of search attributes. */
const typeWords = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
} as const;

/** The dev server on a file: what it was told yesterday it knows today, a kill -9 included. */
export function devServer({ binary, stateFolder, port, uiPort, environment }: DevServerPlace): ProcessPlan {
  const folder = path.join(stateFolder, 'temporal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const attributes = Object.values(searchAttributes).flatMap(({ name, type }) => [
    '--search-attribute',
    `${name}=${typeWords[type]}`,
  ]);
  return {
    name: 'temporal',
    command: binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--namespace', namespace, '--db-filename', path.join(folder, 'temporal.db')],
      ...['--log-level', 'warn', '--ui-disable-news-fetch'],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      // off by default: saves a journey a round trip per activity
      ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
      ...attributes,
    ],
    environment,
    cwd: folder,
    channel: false,
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
    readyWithinMs: 30_000,
    isReady: () => isServing(`127.0.0.1:${port}`),
  };
}

/** For a server that somebody else runs: waits a little and says so if there is none. */
export async function findTemporal(address: string): Promise<void> {
  if (!(await isServing(address)))
    throw new Problem(`No Temporal server answers at ${address}, which TEMPORAL_ADDRESS names.`);
}
