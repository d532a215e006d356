// What every file has to hold to, beside what lint and types check.
import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, isCode, read, root } from './files.ts';

const all = filesBelow();
const code = all.filter(isCode);

const foldersOfTheHouse = (): string[] => {
  const [, house = ''] = read('docs/architecture.md').split('## The house');
  const rows = (house.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`/]+)\//g)]);
  return [...new Set(named.map(([, folder]) => folder ?? ''))].sort();
};

describe('the house', () => {
  it('has the top folders that docs/architecture.md explains, and no others', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const ours = folders.map(({ name }) => name).filter((name) => !/^(\.|node_modules$)/.test(name));
    expect(ours.sort()).toEqual(foldersOfTheHouse());
  });

  it('names files in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
    const others = code.filter((file) => !kebab.test(file.split('/').at(-1)?.replace(/^\./, '') ?? ''));
    expect(others).toEqual([]);
  });
});

describe('a file', () => {
  // a test file is a list of cases, which gains nothing by being cut
  const mostLines = (file: string): number => (file.startsWith('tests/') ? 450 : 250);
  const grownByNature = (file: string): boolean => file.startsWith('schema/database/migrations/');

  it('is at most 250 lines long, migrations aside, and a test file 450', () => {
    const tooLong = code.filter((file) => !grownByNature(file) && linesOf(file) > mostLines(file));
    expect(tooLong.map((file) => `${file}: ${linesOf(file)} lines`)).toEqual([]);
  });

  it('leaves nothing to be done later', () => {
    // put together, so that this file does not find itself
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
    const texts = all.filter((file) => isCode(file) || /\.(md|ya?ml|sh|hbs|css|html)$/.test(file));
    expect(texts.filter((file) => marks.test(read(file)))).toEqual([]);
  });

  it('keeps its types: no word to the compiler to look away, and no `any` but in tests, with a reason', () => {
    const found = code.filter((file) => file.endsWith('.ts')).flatMap((file) => typeGaps(file));
    expect(found).toEqual([]);
  });

  it('imports by relative paths with their endings', () => {
    const wrong = code.filter((file) => file.endsWith('.ts')).flatMap((file) => endlessImports(file));
    expect(wrong).toEqual([]);
  });
});

describe('the search for gaps in types', () => {
  it('finds them in code and passes over prose', () => {
    const gaps = (text: string): number => gapsIn('x.ts', text).length;
    expect(gaps('const a = b as any;')).toBe(1);
    expect(gaps('function f(x: any[]): void {}')).toBe(1);
    expect(gaps(`// @ts${'-'}ignore\nf();`)).toBe(1);
    expect(gaps(`// any of them\nconst any = 'as any';`)).toBe(0);
  });
});

function linesOf(file: string): number {
  return read(file).trimEnd().split('\n').length;
}

function typeGaps(file: string): string[] {
  const text = read(file);
  const reasoned = /^.*noExplicitAny: \w.*\n.*\bany\b/gm;
  return gapsIn(file, file.startsWith('tests/') ? text.replaceAll(reasoned, '\n') : text);
}

function gapsIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const gaps: string[] = [];
  const place = (position: number): string =>
    `${file}:${source.getLineAndCharacterOfPosition(position).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) gaps.push(place(node.getStart()));
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const { index } of text.matchAll(/^.*\/[/*]\s*@ts-(ignore|nocheck)\b/gm)) gaps.push(place(index));
  return gaps;
}

function endlessImports(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(file), true, true);
  const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return relative.filter((name) => !/\.(ts|js|mjs|json)$/.test(name)).map((name) => `${file}: ${name}`);
}
