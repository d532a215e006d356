// The rules of .dependency-cruiser.mjs catch what they are there for: a house in miniature with one breach of each.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './files.ts';

const file = (name: string, ...imports: string[]): [string, string] => [
  name,
  [...imports.map((from) => `import '${from}';`), 'export const here = true;', ''].join('\n'),
];

const breaches: Record<string, [string, string]> = {
  'schema-contracts-imports': file('schema/contracts/bad.ts', '../../domain/good.ts'),
  'domain-imports': file('domain/bad.ts', '../schema/database/good.ts'),
  'workflows-imports': file('workflows/bad.ts', '../activities/good.ts'),
  'schema-database-imports': file('schema/database/bad.ts', '../../integrations/role/port.ts'),
  'schema-graphql-imports': file('schema/graphql/bad.ts', '../../integrations/role/port.ts'),
  'integrations-imports': file('integrations/bad.ts', '../schema/database/good.ts'),
  'activities-imports': file('activities/bad.ts', '../integrations/role/vendor.ts'),
  'api-imports': file('api/bad.ts', '../activities/good.ts'),
  'worker-imports': file('worker/bad.ts', '../api/good.ts'),
  'sandbox-imports': file('sandbox/bad.ts', '../domain/good.ts'),
  'local-imports': file('local/bad.ts', '../api/good.ts'),
  'cli-imports': file('cli/bad.ts', '../api/good.ts'),
  'no-cycles': file('domain/around.ts', './the-corner.ts'),
  'one-sdk-one-place': file('domain/sdk.ts', 'twilio'),
  'workflows-are-pure': file('workflows/impure.ts', 'pg'),
  'domain-does-no-io': file('domain/io.ts', 'node:fs'),
  resolvable: file('api/lost.ts', './nowhere.ts'),
};

const good = [
  file('domain/the-corner.ts', './around.ts'),
  file('schema/contracts/good.ts'),
  file('schema/database/good.ts', '../contracts/good.ts'),
  file('domain/good.ts', '../schema/contracts/good.ts'),
  file('integrations/role/port.ts', '../../schema/contracts/good.ts'),
  file('integrations/role/vendor.ts', './port.ts', 'twilio'),
  file(
    'activities/good.ts',
    '../domain/good.ts',
    '../integrations/role/port.ts',
    '../schema/database/good.ts',
  ),
  file('api/good.ts', '../integrations/role/vendor.ts', '../schema/database/good.ts'),
];

const packages = ['twilio', 'pg'].flatMap((name): [string, string][] => [
  [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
  [`node_modules/${name}/index.js`, 'module.exports = {};'],
]);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'leadline-imports-'));
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
    cpSync(path.join(root, name), path.join(folder, name));
  for (const [name, text] of [...Object.values(breaches), ...good, ...packages]) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every rule finds the breach of it, and nothing else is found', () => {
  const found = violations();
  const expected = Object.entries(breaches).map(([rule, [from]]) => `${rule}: ${from}`);
  expect(found.sort()).toEqual(expected.sort());
});

it('there is a breach here for every rule', async () => {
  const config: { default: { forbidden: { name: string }[] } } = await import(
    path.join(root, '.dependency-cruiser.mjs')
  );
  expect(Object.keys(breaches).sort()).toEqual(config.default.forbidden.map(({ name }) => name).sort());
});

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

function violations(): string[] {
  const cruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const options = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.'];
  const { stdout } = spawnSync(process.execPath, [cruise, ...options], { cwd: folder, encoding: 'utf8' });
  const report = JSON.parse(stdout) as Report;
  return report.summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}
