import { connect } from 'node:net';
import { goVersion, whyNoBuild } from '../local/go-build.ts';
import { isFree } from '../local/ports.ts';
import { ownEnvironment, readLocalSettings } from '../local/settings.ts';

/** One line for each thing that a start needs. */
export async function doctor(): Promise<void> {
  const settings = readLocalSettings(ownEnvironment());
  const { ports, databaseUrl, temporalAddress } = settings;
  const go = goVersion(settings.environment);
  report('Node', Number(process.versions.node.split('.')[0]) >= 24, process.version);
  report('Go', whyNoBuild(go) === undefined, go ?? 'missing: needed only to build the Temporal server once');
  for (const [name, port] of Object.entries(ports)) {
    const free = await isFree(port);
    report(`port ${port}`, free, `${name}: ${free ? 'free' : 'in use'}`);
  }
  if (databaseUrl) {
    const { hostname, port } = new URL(databaseUrl);
    await reportAddress('DATABASE_URL', hostname, Number(port || 5432));
  } else report('DATABASE_URL', true, 'not set: the embedded PostgreSQL is used');
  if (temporalAddress) {
    const { hostname, port } = new URL(`tcp://${temporalAddress}`);
    await reportAddress('TEMPORAL_ADDRESS', hostname, Number(port || 7233));
  } else report('TEMPORAL_ADDRESS', true, 'not set: a dev server is started');
}

async function reportAddress(name: string, host: string, port: number): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const settle = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
  });
  report(name, answers, `${host}:${port} ${answers ? 'answers' : 'does not answer'}`);
}

function report(what: string, good: boolean, detail: string): void {
  console.log(`${good ? 'ok  ' : 'LOOK'} ${what.padEnd(18)} ${detail}`);
}
