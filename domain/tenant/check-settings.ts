import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { crossChecks } from './cross-checks.ts';
import { unkeptTexts } from './kept-texts.ts';
import type { SettingsProblem } from './settings-problem.ts';
import { tenantSchema } from './tenant-schema.ts';

const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
addFormats.default(ajv, ['email', 'uri', 'date']);
const validate = ajv.compile<TenantSettings>(tenantSchema);

/** Every mistake of a value that should be a tenant's settings; none means that it is one. */
export const checkSettings = (value: unknown): SettingsProblem[] => {
  const unkept = unkeptTexts(value);
  if (unkept.length > 0) return unkept;
  if (validate(value)) return crossChecks(value);
  const errors = validate.errors ?? [];
  // the mistake inside a choice is told by the choice as a whole
  const inChoice = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath);
  return errors
    .filter(({ schemaPath }) => !inChoice.some((choice) => schemaPath.startsWith(`${choice}/`)))
    .map(problemOf);
};

const problemOf = (error: ErrorObject): SettingsProblem => {
  const { keyword, params, instancePath: path, parentSchema } = error;
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    return {
      path: `${path}/${key}`,
      expected: `no such key; known here: ${keysOf(parentSchema).join(', ')}`,
    };
  }
  if (keyword === 'required') return { path, expected: `the key "${params.missingProperty}"` };
  return { path, expected: parentSchema?.description ?? expectedBy(keyword, params, error.message) };
};

const keysOf = (schema: ErrorObject['parentSchema']): string[] => Object.keys(schema?.properties ?? {});

const expectedBy = (keyword: string, params: Record<string, unknown>, message = 'another value'): string => {
  if (keyword === 'enum') return `one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'type') return params.type === 'object' ? 'keys with values' : article(String(params.type));
  if (keyword === 'format' && params.format === 'email') return 'an e-mail address';
  if (keyword === 'uniqueItems') return 'no entry twice';
  return message.replace(/^must (NOT )?(be |have )?/, (_, not) => (not ? 'not ' : ''));
};

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
