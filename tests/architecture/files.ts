import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

const notOurs = new Set(['node_modules', '.git', '.leadline']);

/** Every file of the project below a folder, with its path from the root. */
export function filesBelow(folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.isFile() ? [file] : [];
  });
}

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export const isCode = (file: string): boolean => /\.(ts|mts|js|mjs)$/.test(file);
