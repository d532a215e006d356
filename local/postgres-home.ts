import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.ts';
import { folderKey } from './settings.ts';
import type { State } from './state.ts';

/** PostgreSQL refuses to run as root: then it runs as nobody, who owns nothing but the data. */
export const nobody = { uid: 65_534, gid: 65_534 };

export interface PostgresHome {
  folder: string;
  ids?: { uid: number; gid: number };
  /** why it does not lie in the state folder */
  moved?: string;
}

/** Where binaries and data of the embedded server lie: in the state folder, unless nobody could not get there. */
export function postgresHome(state: State, elsewhere = '/var/tmp'): PostgresHome {
  if (process.getuid?.() !== 0) return { folder: path.join(state.folder, 'postgres') };
  mkdirSync(state.folder, { recursive: true });
  const closed = closedAbove(state.folder);
  if (closed === undefined) {
    // the way in has to be open for nobody; the secrets in the folder keep their own mode
    chmodSync(state.folder, 0o711);
    return { folder: path.join(state.folder, 'postgres'), ids: nobody };
  }
  const folder = path.join(elsewhere, `leadline-${folderKey(state.folder)}`);
  claim(folder, state.secrets.installation);
  return {
    folder,
    ids: nobody,
    moved: `PostgreSQL does not run as root, and no other user may enter ${closed}: its files are kept in ${folder}.`,
  };
}

/** The first folder on the way to `folder` that others may not enter. */
function closedAbove(folder: string): string | undefined {
  const parent = path.dirname(folder);
  if (parent === folder) return undefined;
  const above = closedAbove(parent);
  if (above !== undefined) return above;
  return (statSync(parent).mode & 0o001) === 0 ? parent : undefined;
}

/** The place is open to everybody: what lies there must be ours, and of this installation, not of a deleted one. */
function claim(folder: string, installation: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0)
    throw new Problem(
      `${folder} belongs to somebody else: remove it, or set LEADLINE_STATE to another folder.`,
    );
  const marker = path.join(folder, 'installation');
  if (readIfThere(marker) === installation) return;
  for (const part of ['data', 'native']) rmSync(path.join(folder, part), { recursive: true, force: true });
  writeFileSync(marker, installation);
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
