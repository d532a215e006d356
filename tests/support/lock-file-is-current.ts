// The lock file belongs to package.json: the same direct dependencies, each pinned exactly, and no registry addresses.
import { readFileSync } from 'node:fs';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as T;
const manifest = read<Manifest>('package.json');
const lock = read<{ packages: Record<string, Manifest & { resolved?: string }> }>('package-lock.json');
const mistakes: string[] = [];

for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
  const wanted = manifest[kind] ?? {};
  const locked = lock.packages['']?.[kind] ?? {};
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(locked)])) {
    if (wanted[name] !== locked[name])
      mistakes.push(`${name}: package.json ${wanted[name]}, lock file ${locked[name]}`);
    if (!/^\d+\.\d+\.\d+/.test(wanted[name] ?? '')) mistakes.push(`${name}: expected an exact version`);
  }
}
for (const [name, entry] of Object.entries(lock.packages))
  if (entry.resolved) mistakes.push(`${name}: the lock file holds an address`);

for (const mistake of mistakes) console.error(mistake);
process.exit(mistakes.length === 0 ? 0 : 1);
