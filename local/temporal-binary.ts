import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { buildTemporal, pinnedVersion, requireGo } from './go-build.ts';
import type { Progress } from './progress.ts';
import type { LocalSettings } from './settings.ts';
import { downloadTemporal } from './temporal-download.ts';

/** `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)`; a build of one's own calls itself 0.0.0-DEV and is known by its server. */
export function parseTemporalVersion(output: string): { cli: string; server: string } | undefined {
  const match = /temporal version (\S+) \(Server (\d+\.\d+\.\d+)/.exec(output);
  return match?.[1] && match[2] ? { cli: match[1], server: match[2] } : undefined;
}

/** Release 1.5 of the command line, whose server is 1.29, is the oldest that knows all we need. */
export function isNewEnough(output: string): boolean {
  const version = parseTemporalVersion(output);
  if (!version) return false;
  const [major = 0, minor = 0] = version.server.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 29);
}

/** The server's binary: from the cache, the PATH, the SDK's download, or built; found quickly every time but the first. */
export async function temporalBinary(
  settings: LocalSettings,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<string> {
  const name = `temporal-${pinnedVersion()}-${process.platform}-${process.arch}${process.platform === 'win32' ? '.exe' : ''}`;
  const own = path.join(settings.stateFolder, 'bin', name);
  const shared = path.join(settings.cacheFolder, name);
  for (const file of [own, shared]) if (runs(file)) return file;
  const onPath = spawnSync('temporal', ['--version'], { env: { ...settings.environment }, encoding: 'utf8' });
  if (onPath.status === 0 && isNewEnough(onPath.stdout)) return 'temporal';
  mkdirSync(settings.cacheFolder, { recursive: true });
  const fetched = await progress.during('Fetching the Temporal server', () =>
    downloadTemporal(shared, signal),
  );
  if (!fetched) {
    requireGo(settings.environment);
    await progress.during('Building the Temporal server, once, which takes some minutes', () =>
      buildTemporal(shared, { environment: settings.environment, signal }),
    );
  }
  keepCopy(shared, own);
  return own;
}

/** A second name in the state folder, so that an emptied cache does not cost another build. */
function keepCopy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    if (existsSync(to)) return;
    const unfinished = `${to}.${process.pid}`;
    copyFileSync(from, unfinished);
    renameSync(unfinished, to);
  }
}

function runs(file: string): boolean {
  return existsSync(file) && spawnSync(file, ['--version']).status === 0;
}
