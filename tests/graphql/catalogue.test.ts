// GraphQL on a real database: what a business offers, and what its talks know of it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { talkBrief } from '../../domain/talk/brief.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { asKey, ask, asRole, type Data } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let n = 0;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  n += 1;
  ({ tenantId } = await seedTenant(database.db, `Shop0${n}`));
});

const asAdmin = async (query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), query, variables);
  expect(errors).toEqual([]);
  return data;
};
const fields =
  'key name category country description minimum { amountMinor currency } processingTime link rank';
const save = async (input: Record<string, unknown>): Promise<Data> =>
  (
    await asAdmin(
      `mutation ($input: SaveCatalogueItemInput!) { saveCatalogueItem(input: $input) {
        __typename ... on CatalogueItem { ${fields} } ... on InvalidPolicy { problems { path expected } } } }`,
      { input },
    )
  ).saveCatalogueItem;
const remove = async (key: string): Promise<Data> =>
  (
    await asAdmin(
      `mutation ($input: RemoveCatalogueItemInput!) { removeCatalogueItem(input: $input) {
        __typename ... on CatalogueItem { key } ... on UserError { message } } }`,
      { input: { key } },
    )
  ).removeCatalogueItem;
const keys = async (filter = ''): Promise<string[]> =>
  (await asAdmin(`{ catalogueItems${filter} { nodes { key } } }`)).catalogueItems.nodes.map(
    ({ key }: Data) => key,
  );
const inForce = () => database.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));

const portugal = {
  ...{ key: 'portugal', name: 'Golden Residency', category: 'residency', country: 'PT', rank: 2 },
  ...{ description: 'Residency by a fund.', minimum: { amountMinor: 28_000_000, currency: 'USD' } },
};
const plain = { key: 'advice', name: 'Advice', category: 'service', description: 'An hour.', rank: 1 };

test('an item is kept with everything that it has, and what it has not is null', async () => {
  const none = { processingTime: null, link: null };
  expect(await save(portugal)).toEqual({ __typename: 'CatalogueItem', ...portugal, ...none });
  expect(await save(plain)).toMatchObject({ country: null, minimum: null });
  expect(await keys()).toEqual(['advice', 'portugal']);
  expect(await keys('(category: "residency")')).toEqual(['portugal']);
  expect(await keys('(country: "GR")')).toEqual([]);
});

test('saved again it takes the place of the one with its key; the same again makes no version', async () => {
  await save(portugal);
  await save({ ...portugal, rank: 1, minimum: null });
  expect((await inForce()).settings.catalogue).toEqual([
    expect.not.objectContaining({ minimum: expect.anything() }),
  ]);
  const { policyVersion } = await inForce();
  await save({ ...portugal, rank: 1 });
  await save({ ...portugal, rank: 1 });
  expect((await inForce()).policyVersion).toBe(policyVersion + 1);
});

test('pages hold what comes and goes meanwhile: each item is shown once, forwards and backwards', async () => {
  for (const rank of [1, 2, 2, 3])
    await save({ ...plain, key: `item${rank}${await keys().then(({ length }) => length)}`, rank });
  const all = await keys();
  const query = `query ($after: String, $before: String, $first: Int, $last: Int) {
    catalogueItems(after: $after, before: $before, first: $first, last: $last) {
      nodes { key } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const page = async (args: Record<string, unknown>) => {
    const { catalogueItems } = await asAdmin(query, args);
    return { ...catalogueItems.pageInfo, keys: catalogueItems.nodes.map(({ key }: Data) => key) };
  };
  const first = await page({ first: 2 });
  expect(first).toMatchObject({ keys: all.slice(0, 2), hasNextPage: true });
  // the last one seen is gone, and a new one stands before it
  await remove(all[1] ?? '');
  await save({ ...plain, key: 'newcomer', rank: 1, name: 'A' });
  const rest = await page({ first: 5, after: first.endCursor });
  expect(rest).toMatchObject({ keys: all.slice(2), hasNextPage: false });
  const back = await page({ last: 1, before: rest.startCursor });
  expect(back).toMatchObject({ keys: [all[0]], hasPreviousPage: true });
  const { errors } = await ask(database.db, asRole(tenantId, 'admin'), query, { after: 'abc' });
  expect(errors[0]?.message).toMatch(/^This cursor is not one of ours/);
});

test('two that are saved at the same time are both kept', async () => {
  await Promise.all([save(portugal), save(plain)]);
  expect(await keys()).toEqual(['advice', 'portugal']);
});

test('talks know it from the next one on', async () => {
  await save(portugal);
  const lead = { name: 'Ada', language: 'en', interest: null, timeZone: null };
  const { knowledge } = talkBrief((await inForce()).settings, lead, new Date().toISOString());
  expect(knowledge).toEqual([
    { title: 'Golden Residency', text: expect.stringContaining('It asks for at least 280,000 USD.') },
  ]);
});

test('what is wrong is told with its place', async () => {
  const minimum = { amountMinor: 1.5, currency: 'XXY' };
  expect(await save({ ...portugal, country: 'Portugal', minimum })).toEqual({
    __typename: 'InvalidPolicy',
    problems: [
      { path: '/catalogue/0/country', expected: 'a country code such as "GB"' },
      { path: '/catalogue/0/minimum/amountMinor', expected: 'an integer' },
    ],
  });
  expect((await save({ ...portugal, minimum: { amountMinor: 1, currency: 'XXY' } })).problems).toEqual([
    { path: '/catalogue/0/minimum/currency', expected: 'a currency code such as "EUR"' },
  ]);
});

test('one that is removed is gone; removed again it is not found, and no version is made', async () => {
  await save(portugal);
  expect(await remove('portugal')).toEqual({ __typename: 'CatalogueItem', key: 'portugal' });
  expect(await keys()).toEqual([]);
  const { policyVersion } = await inForce();
  expect(await remove('portugal')).toEqual({ __typename: 'NotFound', message: 'There is no such item.' });
  expect((await inForce()).policyVersion).toBe(policyVersion);
});

test('the audit log has the item as it was and as it is', async () => {
  await save(portugal);
  await save({ ...portugal, rank: 1 });
  const rows = await database.db.inTenant(tenantId, (tx) =>
    tx.execute<Data[]>('select action, before, after from audit_entry order by created_at, id'),
  );
  expect(rows.map(({ action }) => action)).toEqual(['catalogueItemSaved', 'catalogueItemSaved']);
  expect(rows[1]?.before['/catalogue/portugal'].rank).toBe(2);
  expect(rows[1]?.after['/catalogue/portugal'].rank).toBe(1);
});

test('it is read by viewers and by a key for settings', async () => {
  await save(plain);
  for (const viewer of [asRole(tenantId, 'viewer'), asKey(tenantId, 'settings:read')]) {
    const { data } = await ask(database.db, viewer, '{ catalogueItems { nodes { name } } }');
    expect(data.catalogueItems.nodes).toEqual([{ name: 'Advice' }]);
  }
});
