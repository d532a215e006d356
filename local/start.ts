import path from 'node:path';
import { type Backends, childEnvironment, machineEnvironment } from './child-environment.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { type Database, loadTenants, ourDatabase } from './database.ts';
import type { Environment } from './environment.ts';
import type { Installation, LogIn, ProcessName } from './installation.ts';
import { answersOk, nodeProcess } from './node-process.ts';
import { embeddedPostgres, makeDatabase } from './postgres.ts';
import { type Progress, quietProgress } from './progress.ts';
import { type LocalSettings, projectFolder, readLocalSettings } from './settings.ts';
import type { State } from './state.ts';
import { takeOver } from './take-over.ts';
import { devServer, findTemporal } from './temporal.ts';
import { temporalBinary } from './temporal-binary.ts';
import { registerNamespace } from './temporal-namespace.ts';
import { installationUrls } from './urls.ts';

export interface InstallationOptions {
  /** stands for the shell's environment and `.env`: state folder, ports, modes */
  environment: Environment;
  progress?: Progress;
  /** gives up starting, and stops what has started */
  signal?: AbortSignal;
  /** ends every process at once, whether it is up, starting or stopping */
  cut?: AbortSignal;
  /** other main files, for the launcher's own tests */
  mains?: Partial<Record<NodeName, string>>;
  database?: Database;
  /** given to sandbox, worker and api on top of everything else */
  extraEnvironment?: Readonly<Record<string, string>>;
  tenantsFolder?: string;
}

type NodeName = 'sandbox' | 'worker' | 'api';

interface Starting extends Required<Pick<InstallationOptions, 'progress' | 'signal'>> {
  options: InstallationOptions;
  settings: LocalSettings;
  state: State;
  crew: Crew;
}

/** Brings a whole installation up on this machine; the same state folder finds yesterday's leads and journeys. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const progress = options.progress ?? quietProgress();
  // what fails on one side, say a tenant file, ends what goes on at the other, say a build
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const settings = readLocalSettings(options.environment);
  const { state, leaving, release } = await takeOver(settings, progress.say, signal);
  const crew = gatherCrew(state, progress.say, signal);
  options.cut?.addEventListener('abort', crew.cut, { once: true });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    if (!stopped) {
      leaving();
      stopped = crew.stop().finally(release);
    }
    return stopped;
  };
  const abort = (): void => void crew.stop();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { backends, ownerUrl, tenants } = await startAll({
      options,
      progress,
      signal,
      settings,
      state,
      crew,
    });
    return handles(crew, stop, installationUrls(settings, backends, ownerUrl), tenants);
  } catch (error) {
    const asked = options.signal?.aborted === true;
    failed.abort();
    await stop();
    throw asked ? options.signal?.reason : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function startAll(starting: Starting) {
  const { options, settings, state, crew, signal } = starting;
  const [{ databaseUrl, ownerUrl, tenants }, temporalAddress] = await Promise.all([
    startDatabase(starting),
    startTemporal(starting),
  ]);
  const backends: Backends = { databaseUrl, temporalAddress };
  const environment = { ...childEnvironment(settings, state, backends), ...options.extraEnvironment };
  const run = (name: NodeName, graceMs: number, isReady: (output: () => string) => Promise<boolean>) =>
    crew.start(
      name,
      nodeProcess({
        name,
        main: options.mains?.[name] ?? path.join(projectFolder, name, 'main.ts'),
        environment,
        cwd: projectFolder,
        graceMs,
        isReady,
      }),
    );
  await run('sandbox', 5000, () => answersOk(`http://127.0.0.1:${settings.ports.sandbox}/_sandbox/health`));
  signal.throwIfAborted();
  await Promise.all([
    run('worker', 25_000, async (output) => output().includes('worker ready')),
    run('api', 15_000, () => answersOk(`http://127.0.0.1:${settings.ports.api}/health/ready`)),
  ]);
  return { backends, ownerUrl, tenants };
}

async function startDatabase({ options, settings, state, crew, progress }: Starting) {
  const database = options.database ?? (await ourDatabase());
  let ownerUrl = settings.databaseOwnerUrl;
  let databaseUrl = settings.databaseUrl;
  if (ownerUrl === undefined || databaseUrl === undefined) {
    const embedded = embeddedPostgres(state, settings.ports.postgres);
    if (embedded.moved) progress.say(embedded.moved);
    await crew.start('postgres', embedded.plan);
    await makeDatabase(embedded);
    ({ ownerUrl, applicationUrl: databaseUrl } = embedded);
  }
  await database.migrate(ownerUrl);
  const folder = options.tenantsFolder ?? settings.tenantsFolder;
  const linkSecret = settings.environment.LINK_SECRET || state.secrets.linkSecret;
  const tenants: LogIn[] = await loadTenants(database, ownerUrl, folder, state, linkSecret);
  return { databaseUrl, ownerUrl, tenants };
}

async function startTemporal({ settings, state, crew, progress, signal }: Starting): Promise<string> {
  const { ports, temporalAddress } = settings;
  if (temporalAddress) await findTemporal(temporalAddress);
  else {
    const binary = await temporalBinary(settings, { progress, signal });
    const environment = machineEnvironment(settings.environment);
    const place = {
      binary,
      stateFolder: state.folder,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      environment,
    };
    await crew.start('temporal', devServer(place));
  }
  const address = temporalAddress ?? `127.0.0.1:${ports.temporal}`;
  await registerNamespace({ address }, settings.environment.TEMPORAL_NAMESPACE || undefined);
  return address;
}

function handles(
  crew: Crew,
  stop: () => Promise<void>,
  urls: Installation['urls'],
  tenants: readonly LogIn[],
): Installation {
  const member = (name: ProcessName) => {
    const found = crew.members[name];
    if (!found) throw new Error(`${name} is not run by this launcher`);
    return found;
  };
  return {
    urls,
    tenants,
    processes: crew.members,
    kill: (name, signal) => member(name).kill(signal),
    restart: (name) => member(name).restart(),
    stop,
  };
}
