import { badParameter } from './errors.ts';
import type { Schema } from './fit-schema.ts';

const forbidden = [
  'oneOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'default',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
];

function walk(schema: Schema, path: string[], fail: (why: string) => never): void {
  const context = `In context=(${path.map((part) => `'${part}'`).join(', ')})`;
  for (const keyword of forbidden) {
    if (keyword in schema) fail(`${context}, '${keyword}' is not permitted.`);
  }
  const kinds = [schema.type].flat();
  const known = ['type', 'anyOf', '$ref', 'enum', 'const'].some((keyword) => keyword in schema);
  if (!known) fail(`${context}, schema must have a 'type' key.`);
  if (kinds.includes('object')) {
    if (schema.additionalProperties !== false) {
      fail(`${context}, 'additionalProperties' is required to be supplied and to be false.`);
    }
    const names = Object.keys(schema.properties ?? {});
    const missing = names.find((name) => !schema.required?.includes(name));
    const extra = schema.required?.find((name) => !names.includes(name));
    if (missing ?? extra) {
      const which = missing ? `Missing '${missing}'` : `Extra required key '${extra}' supplied`;
      const rule =
        "'required' is required to be supplied and to be an array including every key in properties";
      fail(`${context}, ${rule}. ${which}.`);
    }
    for (const name of names) walk(schema.properties?.[name] ?? {}, [...path, 'properties', name], fail);
  }
  if (kinds.includes('array')) {
    if (!schema.items) fail(`${context}, array schema missing items.`);
    walk(schema.items ?? {}, [...path, 'items'], fail);
  }
  for (const [index, choice] of (schema.anyOf ?? []).entries()) {
    walk(choice, [...path, 'anyOf', String(index)], fail);
  }
  for (const [name, part] of Object.entries(schema.$defs ?? {})) walk(part, [...path, '$defs', name], fail);
}

/** Refuses a schema that strict mode does not take: it must be one closed object with every property required. */
export function checkStrictSchema(schema: Schema, owner: string, param: string, code: string): void {
  const fail = (why: string): never => {
    throw badParameter(param, `Invalid schema for ${owner}: ${why}`, code);
  };
  if (schema.type !== 'object')
    fail(`schema must be a JSON Schema of 'type: "object"', got 'type: "${schema.type}"'.`);
  walk(schema, [], fail);
}
