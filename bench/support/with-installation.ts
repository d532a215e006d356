import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../../local/installation.ts';
import { isFree } from '../../local/ports.ts';
import { quietProgress } from '../../local/progress.ts';
import { startInstallation } from '../../local/start.ts';
import { benchEnvironment } from './settings.ts';

export interface Surroundings {
  /** settings of sandbox, worker and api */
  environment?: Readonly<Record<string, string>>;
  /** the product's own tenants, unless it is to be those that nothing slows down */
  benchTenants?: boolean;
}

/** A tenant that may call at once, at any hour of any day, and takes any number of forms. */
export const benchTenant = 'harbour';

/** The same at a pace that brings a journey to its end in about a minute. */
export const journeyTenant = 'lighthouse';

/** Runs a measurement on an installation of its own, from empty, on free ports, of which nothing is left afterwards. */
export async function withInstallation(
  { environment = {}, benchTenants = false }: Surroundings,
  measure: (installation: Installation) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-bench-'));
  // open to the user that PostgreSQL runs as when the bench runs as root
  chmodSync(folder, 0o755);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  console.log(`load of the machine before: ${loadavg()[0]?.toFixed(2)}`);
  let installation: Installation | undefined;
  try {
    installation = await startInstallation({
      environment: {
        ...benchEnvironment(),
        LEADLINE_STATE: path.join(folder, 'state'),
        LEADLINE_PORT_BASE: String(await freePorts()),
      },
      progress: quietProgress(console.log),
      signal: interrupted.signal,
      extraEnvironment: environment,
      ...(benchTenants && { tenantsFolder: fileURLToPath(new URL('../tenants', import.meta.url)) }),
    });
    const stopped = new Promise<never>((_, reject) => {
      interrupted.signal.addEventListener('abort', () => reject(interrupted.signal.reason));
    });
    await Promise.race([measure(installation), stopped]);
  } finally {
    await installation?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function freePorts(): Promise<number> {
  for (;;) {
    // below the ports that the system hands out by itself
    const base = 30_000 + 100 * Math.floor(Math.random() * 26);
    const free = await Promise.all([0, 10, 32, 33, 80].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
}
