// GraphQL on a real database: who may do what, for every root field there is, compared with what the field declares.
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type OperationTypeNode,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyScopes } from '../../schema/contracts/key-scopes.ts';
import { accessScopes } from '../../schema/graphql/access.ts';
import { schema } from '../../schema/graphql/schema.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { asKey, ask, asRole, asSuperAdmin, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  await seedLead(database.db, tenantId, 'Alpha');
  await seedLead(database.db, tenantId, 'Alpha', 1);
});
afterAll(() => database.drop());

const askers: [who: string, viewer: () => Viewer | null][] = [
  ['anonymous callers', () => null],
  ['viewers', () => asRole(tenantId, 'viewer')],
  ['agents', () => asRole(tenantId, 'agent')],
  ['admins', () => asRole(tenantId, 'admin')],
  ['the platform’s people', () => asSuperAdmin(tenantId)],
  ['a key without a scope', () => asKey(tenantId)],
  ...keyScopes.map((scope): [string, () => Viewer] => [`a key for ${scope}`, () => asKey(tenantId, scope)]),
];

const rootFields = (['query', 'mutation', 'subscription'] as const).flatMap((operation) => {
  const type = schema.getRootType(operation as OperationTypeNode);
  const fields = Object.values(type?.getFields() ?? {}) as GraphQLField<unknown, unknown>[];
  return fields.map((field) => ({ operation, name: field.name, field }));
});

/** What a field says of itself: the scopes of which one is enough. */
const declared = ({ extensions }: GraphQLField<unknown, unknown>): string[] => {
  const { pothosOptions } = extensions as { pothosOptions: { authScopes?: Record<string, boolean> } };
  const { authScopes } = pothosOptions;
  return Object.keys(authScopes ?? {}).filter((scope) => authScopes?.[scope]);
};

// nobody has these: an input only has to be of the right shape, since refusals come before anything is looked for
const nobodys = '01900000-0000-7000-8000-000000000000';
const scalars: Record<string, unknown> = {
  ID: globalId('Lead', nobodys),
  String: 'words',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2100-01-01T00:00:00Z',
  JSON: {},
};

/** The least that an argument may be. */
const least = (type: GraphQLInputType): unknown => {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [least(nullable.ofType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (!isInputObjectType(nullable)) return scalars[nullable.name] ?? 'words';
  const fields = Object.values(nullable.getFields());
  const given = nullable.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
  return Object.fromEntries(given.map(({ name, type }) => [name, least(type)]));
};

const operationOf = (operation: string, { name, args, type }: GraphQLField<unknown, unknown>) => {
  const given = args.filter(isRequiredArgument);
  const variables = given.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }';
  return {
    query: `${operation} ${variables && `(${variables})`} { ${name}${passed && `(${passed})`} ${selection} }`,
    values: Object.fromEntries(given.map((arg) => [arg.name, least(arg.type)])),
  };
};

describe.each(rootFields)('the $operation $name', ({ operation, name, field }) => {
  test('says whom it is open to', () => {
    expect(declared(field)).not.toEqual([]);
  });

  test.each(askers)('is open or closed to %s as it says', async (_who, viewerOf) => {
    const { asked, command } = fakeCommands();
    const viewer = viewerOf();
    const { query, values } = operationOf(operation, field);
    const { data, errors } = await ask(database.db, viewer, query, values, { command });
    const codes = errors.map(({ code }) => code);
    const held = accessScopes({ viewer }) as Record<string, boolean>;
    if (declared(field).some((scope) => held[scope])) {
      expect(codes).not.toContain('FORBIDDEN');
      expect(codes).not.toContain('UNAUTHENTICATED');
      return;
    }
    expect(data?.[name] ?? null).toBeNull();
    expect(codes).toEqual([viewer ? 'FORBIDDEN' : 'UNAUTHENTICATED']);
    expect(asked).toEqual([]);
    if (!viewer) expect(errors[0]?.message).toMatch(/^Sign in first/);
  });
});

test('each scope of a key opens something, and no scope opens people, keys or what people judge', () => {
  const opened = (scope: string) =>
    rootFields.filter(({ field }) => declared(field).includes(scope)).map(({ name }) => name);
  for (const scope of keyScopes.filter((scope) => scope !== 'settings:read'))
    expect([scope, opened(scope).length]).not.toEqual([scope, 0]);
  const all = keyScopes.flatMap(opened);
  expect(all).not.toContainEqual(
    expect.stringMatching(/key|staff|user|invit|password|session|account|draft$|merge$|settle|suppression/i),
  );
});

test('a viewer reads what an agent reads, and what a key for reading leads reads', async () => {
  const query =
    '{ leads { nodes { id name phone email assignedTo { name } calls { nodes { turns { text } } } } } }';
  const [asViewer, asAgent, asSystem] = await Promise.all([
    ask(database.db, asRole(tenantId, 'viewer'), query),
    ask(database.db, asRole(tenantId, 'agent'), query),
    ask(database.db, asKey(tenantId, 'leads:read'), query),
  ]);
  expect(asViewer).toEqual(asAgent);
  expect(asViewer).toEqual(asSystem);
  expect(asViewer.data.leads.nodes).toHaveLength(2);
});
