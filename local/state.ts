import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.ts';

export interface Secrets {
  /** tells this state folder from an earlier one at the same place */
  installation: string;
  linkSecret: string;
  ownerPassword: string;
  applicationPassword: string;
}

export interface State {
  folder: string;
  logFolder: string;
  runFolder: string;
  secrets: Secrets;
}

/** Makes the state folder on the first start; on every later one finds the same secrets in it. */
export function openState(folder: string): State {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return {
      folder,
      logFolder: path.join(folder, 'logs'),
      runFolder: path.join(folder, 'run'),
      secrets: keepJson(folder, 'secrets.json', freshSecrets),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`The state folder ${folder} cannot be used: ${reason}.`);
  }
}

function freshSecrets(): Secrets {
  return {
    installation: randomUUID(),
    linkSecret: randomBytes(32).toString('base64url'),
    ownerPassword: randomBytes(18).toString('base64url'),
    applicationPassword: randomBytes(18).toString('base64url'),
  };
}

/** Reads a file of the state folder, or makes it: readable for its owner only. */
function keepJson<T>(folder: string, name: string, make: () => T): T {
  const file = path.join(folder, name);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const made = make();
    writePrivate(file, JSON.stringify(made, null, 2));
    return made;
  }
}

export function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
