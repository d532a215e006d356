// The environment is read in few places, and `.env.example` is the whole of it.
import { parseEnv } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readApiSettings } from '../../api/settings.ts';
import { readIntegrationSettings } from '../../integrations/settings.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { readSettings as readSandboxSettings } from '../../sandbox/settings.ts';
import { readWorkerSettings } from '../../worker/settings.ts';
import { filesBelow, isCode, read } from './files.ts';

/** Names that others gave, which we hand on or look at: not ours to explain. */
const ofOthers = [
  ...['LC_ALL', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'XDG_CACHE_HOME', 'NODE_COMPILE_CACHE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'CGO_ENABLED'],
  ...['HOME', 'PATH'],
  // a file in PostgreSQL's data folder, and a kind of search attribute
  ...['PG_VERSION', 'KEYWORD_LIST'],
];

const code = filesBelow().filter(isCode);
const isSettings = (file: string): boolean => file.endsWith('/settings.ts');
const readers = code.filter(
  (file) => isSettings(file) || /^(local|cli)\//.test(file) || file === 'integrations/settings-invalid.ts',
);
const example = read('.env.example');
const mayReadIt = (file: string): boolean =>
  isSettings(file) || /^(bin|bench|tests|local)\//.test(file) || /\.config\.ts$/.test(file);

const twoWords = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;
const oneWord = /^[A-Z][A-Z0-9]+$/;

/** Every name of two words in capitals that stands in code, and of one word behind `env.`; comments are prose. */
function namesIn(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isWord = ts.isIdentifier(node) || ts.isStringLiteralLike(node);
    if (isWord && (twoWords.test(node.text) || (oneWord.test(node.text) && isReadFrom(node.parent))))
      names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

const isReadFrom = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && /\benv(ironment)?$/.test(node.expression.getText());

const namesOf = (template: string): string[] =>
  [...template.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');

/** The template with everything switched on. */
const switchedOn = parseEnv(example.replaceAll(/^# ([A-Z][A-Z0-9_]*=)/gm, '$1'));

describe('.env.example', () => {
  it('names exactly what the code reads', () => {
    const found = new Set(readers.flatMap((file) => namesIn(file)));
    const ours = [...found].filter((name) => !ofOthers.includes(name));
    expect(namesOf(example).sort()).toEqual(ours.sort());
  });

  it('names nothing twice, and sets nothing by itself', () => {
    expect(namesOf(example)).toHaveLength(new Set(namesOf(example)).size);
    expect(parseEnv(example)).toEqual({});
  });

  it('holds no secret', () => {
    const secrets = Object.entries(switchedOn).filter(([name]) =>
      /KEY|SECRET|TOKEN$|_SID$|PASSWORD/.test(name),
    );
    expect(secrets.length).toBeGreaterThan(6);
    expect(secrets.filter(([, value]) => value !== '')).toEqual([]);
  });

  const needed = { DATABASE_URL: 'postgres://app@127.0.0.1/x', LINK_SECRET: 'sixteen-characters' };
  const withTemplate = (own: Record<string, string>) => ({ ...switchedOn, ...own });

  it.each<[string, (environment: Record<string, string | undefined>) => unknown]>([
    ['api', readApiSettings],
    ['worker', readWorkerSettings],
    ['integrations', readIntegrationSettings],
    ['sandbox', readSandboxSettings],
  ])('shows the defaults of the %s', (_of, readIt) => {
    expect(readIt(withTemplate(needed))).toEqual(readIt(needed));
  });

  it('shows the defaults of the launcher', () => {
    const { environment: _, ...told } = readLocalSettings(switchedOn);
    const { environment: __, ...untold } = readLocalSettings({});
    expect(told).toEqual(untold);
  });

  it('shows the defaults of real vendors', () => {
    const keys = {
      ...{ TELEPHONY_MODE: 'real', EMAIL_MODE: 'real', CALENDAR_MODE: 'real', LANGUAGE_MODE: 'real' },
      ...{ TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a-token-of-twilio' },
      ...{ RESEND_API_KEY: 're_x', RESEND_WEBHOOK_SECRET: 'whsec_cmVhbA==' },
      AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
      AZURE_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
      ...{
        AZURE_CLIENT_SECRET: 'secret',
        GRAPH_CLIENT_STATE: 'sixteen-characters',
        OPENAI_API_KEY: 'sk-a-key',
      },
      ...{ ALLOWED_NUMBERS: '+12025550100', ALLOWED_ADDRESSES: 'me@leads.example' },
    };
    expect(readIntegrationSettings(withTemplate(keys))).toEqual(readIntegrationSettings(keys));
  });
});

describe('process.env', () => {
  it('stands in settings files, the launcher, configuration, benches and tests only', () => {
    const found = code.filter((file) => usesProcessEnv(file) && !mayReadIt(file));
    expect(found).toEqual([]);
  });

  it('is found however it is written', () => {
    expect(mentionsProcessEnv('const { env } = process;')).toBe(true);
    expect(mentionsProcessEnv('process.env.HOME')).toBe(true);
    expect(mentionsProcessEnv("process['env']")).toBe(true);
    expect(mentionsProcessEnv("import { env } from 'node:process';")).toBe(true);
    expect(mentionsProcessEnv('process.exit(1); // not process.env')).toBe(false);
  });
});

describe('docker/compose.yml', () => {
  interface Service {
    image: string;
    environment?: Record<string, string | number>;
    env_file?: string;
  }
  const text = read('docker/compose.yml');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  const template = read('docker/.env.example');
  const ofCompose = [...text.matchAll(/\$\{([A-Z_0-9]+)(:?[-?])?/g)];

  it('runs api, worker, PostgreSQL, Temporal and its Web UI', () => {
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['postgres', 'temporal', 'temporal-ui', 'migrate', 'register', 'api', 'worker']),
    );
    for (const { image } of Object.values(services)) expect(image).not.toMatch(/:latest$/);
  });

  it('tells our processes nothing that they do not read', () => {
    const ours = Object.values(services).filter(({ env_file }) => env_file !== undefined);
    // an empty value takes away what the file holds for another server
    const given = ours.flatMap(({ environment }) => Object.entries(environment ?? {}));
    const told = given.filter(([, value]) => value !== '').map(([name]) => name);
    expect(told).toContain('DATABASE_URL');
    expect(told.filter((name) => !namesOf(example).includes(name))).toEqual([]);
  });

  it('asks for nothing without a default that docker/.env.example leaves out', () => {
    const defaulted = new Set(ofCompose.filter(([, , mark]) => mark?.endsWith('-')).map(([, name]) => name));
    const asked = ofCompose.map(([, name]) => name ?? '').filter((name) => !defaulted.has(name));
    expect(asked).toContain('APP_DB_PASSWORD');
    expect(asked.filter((name) => !namesOf(template).includes(name))).toEqual([]);
  });

  it('docker/.env.example names nothing that nobody reads', () => {
    const known = new Set([...namesOf(example), ...ofCompose.map(([, name]) => name)]);
    expect(namesOf(template).filter((name) => !known.has(name))).toEqual([]);
  });
});

function usesProcessEnv(file: string): boolean {
  return mentionsProcessEnv(read(file));
}

function mentionsProcessEnv(text: string): boolean {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const isProcess = (node: ts.Node | undefined): boolean =>
    node !== undefined && ts.isIdentifier(node) && node.text === 'process';
  const isEnv = (node: ts.Node | undefined): boolean =>
    node !== undefined && (ts.isIdentifier(node) || ts.isStringLiteral(node)) && node.text === 'env';
  const found = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node) && isProcess(node.expression) && isEnv(node.name)) return true;
    if (ts.isElementAccessExpression(node) && isProcess(node.expression) && isEnv(node.argumentExpression))
      return true;
    if (ts.isVariableDeclaration(node) && isProcess(node.initializer) && ts.isObjectBindingPattern(node.name))
      return node.name.elements.some((element) => isEnv(element.propertyName ?? element.name));
    if (ts.isImportDeclaration(node) && /["'](node:)?process["']/.test(node.moduleSpecifier.getText()))
      return true;
    return ts.forEachChild(node, found) ?? false;
  };
  return found(source);
}
