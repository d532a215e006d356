export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  definitions?: Record<string, Schema>;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  [keyword: string]: unknown;
}

const formats: Record<string, string> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'PT1H',
  email: 'someone@sandbox.example',
  hostname: 'sandbox.example',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://sandbox.example/',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

function allows(schema: Schema, value: unknown): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum) return schema.enum.includes(value);
  const types = schema.type === undefined ? null : [schema.type].flat();
  return (
    types === null ||
    types.includes(typeOf(value)) ||
    (types.includes('number') && typeOf(value) === 'integer')
  );
}

function resolve(schema: Schema, root: Schema): Schema {
  if (!schema.$ref) return schema;
  let node: unknown = root;
  for (const part of schema.$ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    node = (node as Record<string, unknown> | undefined)?.[part];
  }
  return (node ?? {}) as Schema;
}

function fitNumber(schema: Schema, wished: unknown): number {
  const whole = [schema.type].flat().includes('integer') && ![schema.type].flat().includes('number');
  const step = whole ? 1 : 1e-6;
  const least =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + step);
  const most =
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - step);
  const value = typeof wished === 'number' ? wished : 0;
  const bounded = Math.min(most ?? value, Math.max(least ?? value, value));
  return whole ? Math.ceil(bounded) : bounded;
}

function fitString(schema: Schema, wished: unknown): string {
  if (schema.format && typeof wished !== 'string') return formats[schema.format] ?? '';
  const value = typeof wished === 'string' ? wished : 'text';
  return value.slice(0, schema.maxLength ?? value.length).padEnd(schema.minLength ?? 0, '.');
}

function fitArray(schema: Schema, wished: unknown, root: Schema, depth: number): unknown[] {
  const values = Array.isArray(wished) ? wished.slice(0, schema.maxItems ?? wished.length) : [];
  while (values.length < (schema.minItems ?? 0)) values.push(undefined);
  return values.map((value) => fill(schema.items ?? {}, value, root, depth + 1));
}

function fill(given: Schema, wished: unknown, root: Schema, depth: number): unknown {
  const schema = resolve(given, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.includes(wished) ? wished : schema.enum[0];
  const choices = (schema.anyOf ?? schema.oneOf)?.map((choice) => resolve(choice, root));
  if (choices) {
    // A recursive schema ends where it may be null.
    const end = choices.find((choice) => depth > 6 && allows(choice, null));
    const choice = end ?? choices.find((each) => wished !== undefined && allows(each, wished)) ?? choices[0];
    return fill(choice ?? {}, wished, root, depth + 1);
  }
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
  if (types.includes('null') && (wished === null || depth > 6)) return null;
  const type = types.find((each) => wished !== undefined && allows({ type: each }, wished)) ?? types[0];
  if (type === 'object') {
    const source = (typeOf(wished) === 'object' ? wished : {}) as Record<string, unknown>;
    const entries = Object.entries(schema.properties ?? {});
    return Object.fromEntries(entries.map(([key, part]) => [key, fill(part, source[key], root, depth + 1)]));
  }
  if (type === 'array') return fitArray(schema, wished, root, depth);
  if (type === 'number' || type === 'integer') return fitNumber(schema, wished);
  if (type === 'boolean') return wished === true;
  return type === 'null' ? null : fitString(schema, wished);
}

/** A value that satisfies the schema: the wished one wherever it fits, a plain filler everywhere else. */
export function fitSchema(schema: Schema, wished: unknown): unknown {
  return fill(schema, wished, schema, 0);
}
