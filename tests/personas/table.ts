import { readFileSync } from 'node:fs';
import { type Scene, titleOf } from './scene.ts';

/** One row of the table of personas and faults in `docs/journeys.md`. */
export interface Row {
  persona: string;
  fault: string;
  /** the end as people read it */
  ends: string;
  /** what is checked, in the words of `tests/end-to-end/expectations.ts` */
  checks: string[];
}

const heading = '## Personas and faults';

/** Reads the table; a row that nothing checks is a mistake. */
export function readTable(file: URL): Row[] {
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(`${heading}\n`);
  if (from < 0) throw new Error(`docs/journeys.md: "${heading}" is missing`);
  const section = text.slice(from + heading.length).split(/^## /m)[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, persona = '', fault = '', ends = '', last = ''] = cells;
    const checks = [...last.matchAll(/`([^`]+)`/g)].map(([, check]) => check ?? '');
    if (cells.length !== 6 || checks.length === 0) throw new Error(`nothing to check in "${line}"`);
    return { persona, fault, ends, checks };
  });
}

/** Scenes with their rows, in the table's order. Throws when one has no partner. */
export function pairUp(rows: readonly Row[], scenes: readonly Scene[]): { row: Row; scene: Scene }[] {
  const byTitle = new Map(scenes.map((scene) => [titleOf(scene), scene]));
  if (byTitle.size !== scenes.length) throw new Error('two scenes of one persona and fault');
  const pairs = rows.map((row) => {
    const scene = byTitle.get(titleOf(row));
    if (!scene) throw new Error(`docs/journeys.md: no scene is "${titleOf(row)}"`);
    byTitle.delete(titleOf(row));
    return { row, scene };
  });
  if (byTitle.size > 0) throw new Error(`docs/journeys.md: no row for ${[...byTitle.keys()].join('; ')}`);
  return pairs;
}
