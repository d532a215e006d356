// GraphQL on a real database: no field of the schema, of today or tomorrow, costs a statement for each thing of a list.
import { type GraphQLField, getNamedType, isLeafType, isNonNullType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { schema } from '../../schema/graphql/schema.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { seedMany } from '../support/seed-many.ts';
import { ask, asRole, type Data } from './ask.ts';
import { statementsOf } from './statements-of.ts';
import { wholeSelection } from './whole-selection.ts';

const [few, many] = [2, 6];
let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  const leads: SeededLead[] = [];
  for (let n = 0; n < many; n += 1) leads.push(await seedLead(database.db, tenantId, 'Alpha', n));
  for (let n = 0; n < many; n += 2)
    await seedProposal(database.db, tenantId, [leads[n]?.leadId ?? '', leads[n + 1]?.leadId ?? '']);
  await seedMany(database.db, tenantId, { mark: 'Alpha', leadIds: leads.map(({ leadId }) => leadId) });
  // settings are kept in memory once they are read
  await database.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
});
afterAll(() => database.drop());

type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (name: string): Field[] => {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};

/** What a query sends, and how many things it was answered. */
const costOf = async (query: string, count: (data: Data) => number) => {
  let answered = 0;
  const sent = await statementsOf(async () => {
    const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query);
    expect(errors).toEqual([]);
    answered = count(data);
  });
  return { answered, selects: sent.filter((statement) => /^\s*(select|with)\b/i.test(statement)).length };
};

const withoutArguments = ({ args }: Field): boolean => !args.some(({ type }) => isNonNullType(type));
const ofLead = fieldsOf('Lead').filter(
  (field) => !isLeafType(getNamedType(field.type)) && withoutArguments(field),
);

describe('a list of leads costs the same statements however long it is, with', () => {
  test.each(ofLead)('$name', async ({ name, args, type }) => {
    const page = args.some((arg) => arg.name === 'first') ? '(first: 3)' : '';
    const selection = wholeSelection(type, ['LeadConnection', 'Lead']);
    const query = (first: number) => `{ leads(first: ${first}) { nodes { ${name}${page} ${selection} } } }`;
    const counted = (data: Data): number => data.leads.nodes.length;
    const [short, long] = [await costOf(query(few), counted), await costOf(query(many), counted)];
    expect([short.answered, long.answered]).toEqual([few, many]);
    expect(long.selects).toBe(short.selects);
  });
});

const lists = fieldsOf('Query').filter(
  // free slots are asked of calendars, not of rows
  (field) =>
    field.args.some(({ name }) => name === 'first') && withoutArguments(field) && field.name !== 'freeSlots',
);

describe('a page costs the same statements however long it is:', () => {
  test.each(lists)('$name', async ({ name, type }) => {
    const query = (first: number) => `{ ${name}(first: ${first}) ${wholeSelection(type)} }`;
    const counted = (data: Data): number => (data[name].nodes ?? data[name].edges).length;
    const [short, long] = [await costOf(query(1), counted), await costOf(query(many), counted)];
    expect(long.selects).toBe(short.selects);
    // a list of fewer proves nothing: it wants to be seeded above
    expect(short.answered).toBe(1);
    expect(long.answered).toBeGreaterThan(few);
  });
});
