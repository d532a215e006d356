// What the documents point at is there.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../schema/graphql/schema.ts';
import { filesBelow, read, root } from './files.ts';

const documents = ['README.md', ...filesBelow('docs').filter((file) => file.endsWith('.md'))];
const images = filesBelow('docs/images');

const isThere = (file: string): boolean => file.endsWith('/.env') || existsSync(path.join(root, file));

/** As the common hosts make them: lower case, blanks to dashes, signs left out. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

const brokenLinks = (file: string): string[] => {
  const links = [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [target = '', anchor] = link.split('#');
    const other = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
    if (!isThere(other)) return true;
    return anchor !== undefined && !anchorsOf(read(other)).includes(anchor);
  });
};

/** Paths between backticks, such as `domain/talk/brief.ts`; `.env` is what a reader makes. */
const namedPaths = (text: string): string[] =>
  [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, name = '']) => name).filter(isOfTheHouse);

const isOfTheHouse = (name: string): boolean =>
  /^(activities|api|bench|bin|cli|docker|docs|domain|integrations|local|sandbox|schema|tenants|tests|worker|workflows)\//.test(
    name,
  );

describe.each(documents)('%s', (file) => {
  it('links to files and headings that exist', () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('names files and folders that exist', () => {
    expect(namedPaths(read(file)).filter((name) => !isThere(name))).toEqual([]);
  });

  it('names scripts of package.json that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(file).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the queries of docs/graphql.md', () => {
  const queries = [...read('docs/graphql.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(
    ([, query = '']) => query,
  );

  it('are understood by the schema', () => {
    expect(queries.length).toBeGreaterThan(4);
    expect(queries.flatMap((query) => validate(schema, parse(query)).map(({ message }) => message))).toEqual(
      [],
    );
  });
});

describe('the list of capabilities', () => {
  const rows = read('docs/capabilities.md')
    .split('\n')
    .filter((line) => /^\| [A-L]\d+ \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('has every capability once', () => {
    const ids = rows.map(([, id]) => id);
    const counts = { A: 8, B: 6, C: 12, D: 4, E: 6, F: 3, G: 5, H: 3, I: 10, J: 6, K: 4, L: 5 };
    const expected = Object.entries(counts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, nth) => `${letter}${nth + 1}`),
    );
    expect(ids).toEqual(expected);
  });

  it('says of each whether it works, and shows a test for what does', () => {
    const unproven = rows.filter(([, , , state = '', shownBy = '']) => {
      if (state === 'not yet') return false;
      if (state !== '✔' && !/^partly: \w.+/.test(state)) return true;
      const tests = namedPaths(shownBy);
      return tests.length === 0 || !tests.every((name) => name.endsWith('.test.ts') && isThere(name));
    });
    expect(unproven.map(([, id]) => id)).toEqual([]);
  });
});

describe('the pictures', () => {
  it('are small enough to be cloned by everybody', () => {
    const large = images.filter((file) => statSync(path.join(root, file)).size > 200_000);
    expect(large).toEqual([]);
  });

  it('are all shown somewhere', () => {
    const shown = documents.map((file) => read(file)).join('\n');
    expect(images.filter((file) => !shown.includes(path.basename(file)))).toEqual([]);
  });
});
