import type { Supervised } from './supervise.ts';

export type ProcessName = 'postgres' | 'temporal' | 'sandbox' | 'worker' | 'api';

/** Every process, in the order in which they are started; they are stopped the other way round. */
export const processNames: readonly ProcessName[] = ['postgres', 'temporal', 'sandbox', 'worker', 'api'];

export interface LogIn {
  slug: string;
  name: string;
  adminEmail: string;
  adminPassword: string;
}

export interface InstallationUrls {
  api: string;
  graphql: string;
  /** what a visitor of this tenant opens */
  form(slug: string): string;
  temporalUi: string | undefined;
  temporalAddress: string;
  sandbox: string;
  /** the application's role */
  database: string;
  databaseOwner: string;
}

export interface Installation {
  urls: InstallationUrls;
  tenants: readonly LogIn[];
  /** postgres and temporal are missing where somebody else runs them */
  processes: Readonly<Partial<Record<ProcessName, Supervised>>>;
  /** Ends one process and keeps it down until `restart`. */
  kill(name: ProcessName, signal?: NodeJS.Signals): Promise<void>;
  /** Stops it if it is up, and starts it again; answers when it is ready. */
  restart(name: ProcessName): Promise<void>;
  /** Stops everything in reverse order. A second call waits for the first. */
  stop(): Promise<void>;
}
