import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { Environment } from './environment.ts';
import { Problem } from './problem.ts';
import { readVendorModes, realVendors, type VendorModes } from './vendor-modes.ts';

export const projectFolder = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

export interface Ports {
  api: number;
  sandbox: number;
  postgres: number;
  temporal: number;
  temporalUi: number;
}

export interface LocalSettings {
  stateFolder: string;
  cacheFolder: string;
  tenantsFolder: string;
  ports: Ports;
  modes: VendorModes;
  /** set when the database, or the Temporal server, is somebody else's to start */
  databaseUrl?: string;
  databaseOwnerUrl?: string;
  temporalAddress?: string;
  publicBaseUrl: string;
  /** npm is among the ancestors of this process */
  startedByNpm: boolean;
  environment: Environment;
}

/** What the shell has set, over what `.env` says. */
export function ownEnvironment(): Environment {
  const file = path.join(projectFolder, '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
}

/** Reads everything the launcher may be told, and names every mistake at once. */
export function readLocalSettings(environment: Environment): LocalSettings {
  const mistakes: string[] = [];
  const base = portFrom(environment, 'LEADLINE_PORT_BASE', 4000, mistakes);
  const ports = {
    api: portFrom(environment, 'API_PORT', base, mistakes),
    sandbox: portFrom(environment, 'SANDBOX_PORT', base + 10, mistakes),
    postgres: base + 32,
    temporal: base + 33,
    temporalUi: base + 80,
  };
  const modes = readVendorModes(environment, mistakes);
  if (environment.APP_ENV === 'production' && realVendors(modes).length < Object.keys(modes).length)
    mistakes.push(
      'APP_ENV is "production", which refuses the sandbox: every vendor\'s mode has to be "real"',
    );
  if (environment.DATABASE_URL && !environment.DATABASE_OWNER_URL)
    mistakes.push('DATABASE_URL is set without DATABASE_OWNER_URL, which the migrations connect with');
  if (mistakes.length > 0) throw new Problem(`Wrong settings: ${mistakes.join('; ')}.`);
  return {
    stateFolder: path.resolve(projectFolder, environment.LEADLINE_STATE || '.leadline'),
    cacheFolder: path.resolve(
      environment.LEADLINE_CACHE ||
        path.join(
          environment.XDG_CACHE_HOME || path.join(environment.HOME || os.homedir(), '.cache'),
          'leadline',
        ),
    ),
    tenantsFolder: path.join(projectFolder, 'tenants'),
    ports,
    modes,
    ...(environment.DATABASE_URL ? { databaseUrl: environment.DATABASE_URL } : {}),
    ...(environment.DATABASE_OWNER_URL && environment.DATABASE_URL
      ? { databaseOwnerUrl: environment.DATABASE_OWNER_URL }
      : {}),
    ...(environment.TEMPORAL_ADDRESS ? { temporalAddress: environment.TEMPORAL_ADDRESS } : {}),
    publicBaseUrl: (environment.PUBLIC_BASE_URL || `http://127.0.0.1:${ports.api}`).replace(/\/$/, ''),
    startedByNpm: environment.npm_lifecycle_event !== undefined,
    environment,
  };
}

function portFrom(environment: Environment, name: string, otherwise: number, mistakes: string[]): number {
  const text = environment[name];
  if (!text) return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_500) return port;
  mistakes.push(`${name} is "${text}" and not a port`);
  return otherwise;
}

/** A short name for a folder, the same on every start. */
export function folderKey(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12);
}
