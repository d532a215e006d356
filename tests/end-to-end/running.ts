import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { parse, stringify } from 'yaml';
import type { Installation } from '../../local/installation.ts';
import { quietProgress } from '../../local/progress.ts';
import { projectFolder } from '../../local/settings.ts';
import { startInstallation } from '../../local/start.ts';
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

/** How far ahead meetings are made and when they are reminded of, where a test needs room that the demonstration has not. */
export interface Pace {
  notice: string;
  reminders: [first: string, second: string];
}

export async function startRunning(options: { place?: Place; pace?: Pace } = {}): Promise<Running> {
  const place = options.place ?? (await newPlace());
  const said: string[] = [];
  const installation = await startInstallation({
    environment: place.environment,
    progress: quietProgress((line) => said.push(line)),
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
  pace: { appointments: { notice: string }; reminders: { before: string; to: string[] }[] };
}

/** The example tenants with the same rules and other instants. */
function tenantsAtPace({ folder }: Place, { notice, reminders }: Pace): string {
  const own = path.join(folder, 'tenants');
  cpSync(path.join(projectFolder, 'tenants'), own, { recursive: true });
  const file = path.join(own, 'heavenly-drops', 'tenant.yaml');
  const tenant = parse(readFileSync(file, 'utf8')) as Tenant;
  tenant.pace.appointments.notice = notice;
  tenant.pace.reminders = reminders.map((before) => ({ before, to: ['lead', 'staff'] }));
  writeFileSync(file, stringify(tenant));
  return own;
}
