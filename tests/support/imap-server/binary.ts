import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildProgram, requireGo } from '../../../local/go-build.ts';
import { readLocalSettings } from '../../../local/settings.ts';

/** The tests' IMAP server: found in the cache, or built there once from the pinned module, which takes seconds. */
export const imapServerBinary = async (): Promise<string> => {
  const { cacheFolder, environment } = readLocalSettings(process.env);
  const version = /go-imap\/v2 v(\S+)/.exec(
    readFileSync(path.join(import.meta.dirname, 'go.mod'), 'utf8'),
  )?.[1];
  const target = path.join(cacheFolder, `imap-server-${version}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  requireGo(environment);
  const program = {
    what: 'The IMAP server of the tests',
    moduleFolder: import.meta.dirname,
    command: 'github.com/emersion/go-imap/v2/cmd/imapmemserver',
  };
  await buildProgram(program, target, { environment, signal: AbortSignal.timeout(300_000) });
  return target;
};

if (import.meta.main) await imapServerBinary();
