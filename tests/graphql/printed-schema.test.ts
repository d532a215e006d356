// The schemas as they are written down: that of staff and that of strangers.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { outdatedPrints, printedSchemas } from '../../schema/graphql/print.ts';

test('the printed schemas say what the code says', () => {
  expect(outdatedPrints()).toEqual([]);
});

test('the check of the printed schemas is a command that succeeds when they are current', () => {
  const script = fileURLToPath(new URL('../../schema/graphql/print.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

/** What of a schema has no description. */
const silentIn = (schema: GraphQLSchema): string[] => {
  const silent: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (!type.description) silent.push(type.name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) silent.push(`${type.name}.${field.name}`);
      for (const arg of 'args' in field ? field.args : [])
        if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name})`);
    }
  }
  return silent;
};

describe.each(printedSchemas)('$file', ({ schema }) => {
  test('describes every type, field, input and argument', () => {
    expect(silentIn(schema)).toEqual([]);
  });
});
