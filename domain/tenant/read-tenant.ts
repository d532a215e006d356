import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { applyPace } from './apply-pace.ts';
import { checkSettings } from './check-settings.ts';
import type { SettingsProblem } from './settings-problem.ts';

/** A mistake in a YAML text: where it is written as well. */
export interface PlacedProblem extends SettingsProblem {
  line: number;
  column: number;
  /** the mistake in a sentence, without its line */
  words: string;
}

/** Settings as read from YAML: as written and in force, or every mistake with its line. */
export type ReadSettings =
  | { ok: true; source: TenantSettings; settings: TenantSettings }
  | { ok: false; problems: PlacedProblem[] };

/** A tenant file as read: the settings as written and in force, or every mistake as `file:line:column: /path: …`. */
export type ReadTenant =
  | { ok: true; source: TenantSettings; settings: TenantSettings }
  | { ok: false; problems: string[] };

/** Reads a tenant file. `fileName` only names it in the mistakes. */
export const readTenant = (yaml: string, fileName: string): ReadTenant => {
  const read = readSettings(yaml);
  if (read.ok) return read;
  const problems = read.problems.map(({ line, column, words }) => `${fileName}:${line}:${column}: ${words}`);
  return { ok: false, problems };
};

/** Reads settings from YAML. */
export const readSettings = (yaml: string): ReadSettings => {
  const lines = new LineCounter();
  const doc = parseDocument(yaml, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col: column } = lines.linePos(offset);
    return { line, column };
  };
  if (doc.errors.length > 0) {
    const problems = doc.errors.map(({ pos, message }) => {
      const words = message.split(' at line ')[0] ?? '';
      return { ...at(pos[0]), path: '', expected: `YAML: ${words}`, words };
    });
    return { ok: false, problems };
  }
  const source = doc.toJS() as TenantSettings;
  const problems = checkSettings(source).map(({ path, expected }) => {
    const words = `${path || '/'}: expected ${expected}`;
    return { ...at(find(doc, path).offset), path, expected, words };
  });
  const paced = applyPace(source);
  if (paced.ok)
    return problems.length > 0 ? { ok: false, problems } : { ok: true, source, settings: paced.settings };
  // what is wrong outside the pace was told already, unless only the pace brought it about
  const found = paced.problems.map((problem) => placeInPace(doc, problem));
  const ofPace = found.filter(({ inPace }) => inPace || problems.length === 0);
  const placed = ofPace.map(({ offset, path, expected, words }) => ({
    ...at(offset),
    path,
    expected,
    words,
  }));
  return { ok: false, problems: [...problems, ...placed] };
};

/** A mistake that shows when the pace is applied lies in the pace, unless the pace says nothing there. */
const placeInPace = (doc: Document, { path, expected }: SettingsProblem) => {
  const there = find(doc, `/pace${path}`);
  const parts = path.split('/').length - 1;
  if (there.depth > parts) {
    const words = `/pace${path}: expected ${expected}`;
    return { inPace: true, offset: there.offset, path: `/pace${path}`, expected, words };
  }
  const { offset } = find(doc, path);
  const inForce = `with the pace applied, ${expected}`;
  return { inPace: false, offset, path, expected: inForce, words: `${path}: expected, ${inForce}` };
};

/** Where a path begins in the file, at its key or at the nearest part that is there, and how many parts are. */
const find = (doc: Document, path: string): { offset: number; depth: number } => {
  const parts = path.split('/').slice(1);
  let place = { offset: 0, depth: 0 };
  let node: unknown = doc.contents;
  for (const [index, part] of parts.entries()) {
    const next = child(node, part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (!next) break;
    place = { offset: next.offset, depth: index + 1 };
    node = next.node;
  }
  return place;
};

const child = (node: unknown, name: string): { node: unknown; offset: number } | null => {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    return pair && isNode(pair.key) ? { node: pair.value, offset: pair.key.range?.[0] ?? 0 } : null;
  }
  const item = isSeq(node) ? node.items[Number(name)] : undefined;
  return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null;
};
