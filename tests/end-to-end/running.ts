import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { parse, stringify } from 'yaml';
import type { Installation } from '../../local/installation.ts';
import { quietProgress } from '../../local/progress.ts';
import { projectFolder } from '../../local/settings.ts';
import { type InstallationOptions, startInstallation } from '../../local/start.ts';
import type { Place } from '../local/fixtures/place.ts';
import { newPlace } from '../local/fixtures/place.ts';
import { type SandboxView, sandboxView } from './sandbox-view.ts';

/** A whole installation with a state folder and ports of its own, and two ways to look at what it did. */
export interface Running {
  installation: Installation;
  place: Place;
  /** every tenant's rows: the owner is not held by row-level security */
  rows: pg.Pool;
  sandbox: SandboxView;
  logFolder: string;
  /** what the launcher said */
  said: string[];
  stop(): Promise<void>;
}

/**
 * How far ahead meetings are made, when they are reminded of, and how long after each other follow-ups are sent, where a
 * test needs room that the demonstration has not.
 */
export interface Pace {
  notice?: string;
  reminders?: [first: string, second: string];
  followUps?: string[];
  /** how many journeys of imported leads begin in a minute */
  journeysPerMinute?: number;
}

export interface RunningOptions {
  place?: Place;
  pace?: Pace;
  /** what an operator would set in `.env` */
  environment?: Record<string, string>;
  mains?: InstallationOptions['mains'];
}

export async function startRunning(options: RunningOptions = {}): Promise<Running> {
  const place = options.place ?? (await newPlace());
  const said: string[] = [];
  const installation = await startInstallation({
    environment: { ...place.environment, ...options.environment },
    progress: quietProgress((line) => said.push(line)),
    ...(options.mains && { mains: options.mains }),
    ...(options.pace && { tenantsFolder: tenantsAtPace(place, options.pace) }),
  }).catch((failure: unknown) => {
    place.clear();
    throw failure;
  });
  const rows = new pg.Pool({ connectionString: installation.urls.databaseOwner, max: 4 });
  // a server that is killed on purpose must not end the test process
  rows.on('error', () => undefined);
  return {
    installation,
    place,
    rows,
    sandbox: sandboxView(installation.urls.sandbox),
    logFolder: path.join(String(place.environment.LEADLINE_STATE), 'logs'),
    said,
    stop: async () => {
      await rows.end();
      await installation.stop();
    },
  };
}

interface Tenant {
  imports?: { journeysPerMinute: number };
  pace: {
    appointments: { notice: string };
    reminders: { before: string; to: string[] }[];
    followUps: { after: string }[];
  };
}

/** The example tenants with the same rules and other instants. */
function tenantsAtPace({ folder }: Place, { notice, reminders, followUps, journeysPerMinute }: Pace): string {
  const own = path.join(folder, 'tenants');
  cpSync(path.join(projectFolder, 'tenants'), own, { recursive: true });
  const file = path.join(own, 'heavenly-drops', 'tenant.yaml');
  const tenant = parse(readFileSync(file, 'utf8')) as Tenant;
  const { pace } = tenant;
  if (notice) pace.appointments.notice = notice;
  if (reminders) pace.reminders = reminders.map((before) => ({ before, to: ['lead', 'staff'] }));
  if (followUps) pace.followUps = followUps.map((after) => ({ ...pace.followUps[0], after }));
  if (journeysPerMinute) tenant.imports = { journeysPerMinute };
  writeFileSync(file, stringify(tenant));
  return own;
}
