// The schema as it is written down.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { printIsCurrent } from '../../schema/graphql/print.ts';
import { schema } from '../../schema/graphql/schema.ts';

test('schema.graphql says what the code says', () => {
  expect(printIsCurrent()).toBe(true);
});

test('the check of the printed schema is a command that succeeds when it is current', () => {
  const script = fileURLToPath(new URL('../../schema/graphql/print.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('every type, field, input and argument is described', () => {
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
  expect(silent).toEqual([]);
});
