// GraphQL on a real database: finding leads.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lead, LeadIdentity } from '../../schema/database/leads/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { ask, asRole } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let otherId: string;

const leads = [
  { name: 'José Ångström', email: 'jose@sea.example', phone: '+447700900123', tags: ['vip'], score: 80 },
  { name: 'Jose\u0301 Weiß', phone: '+12025550147', interest: 'Rain 100% pure_water', assignedTo: 'amira' },
  { name: 'Ольга Ёлкина', phone: '+4915112345678', optedOutAt: new Date(), score: 20, source: 'import' },
  {
    name: 'Łukasz',
    answers: { rooms: 'three baths' },
    status: 'qualified',
    step: 'rest',
    pausedAt: new Date(),
  },
] as const;

const put = (tenant: string) =>
  database.db.inTenant(tenant, async (tx) => {
    for (const [n, lead] of leads.entries()) {
      const createdAt = new Date(Date.UTC(2026, 0, 1, n));
      const kept = { id: uuidV7(), tenantId: tenant, createdAt, updatedAt: createdAt };
      const { tags, ...rest } = { tags: [], language: 'en', source: 'form', answers: {}, ...lead };
      await tx.insert(Lead, { ...kept, ...rest, tags: [...tags] });
    }
  });

const alsoKnownBy = (name: string, identities: ['phone' | 'email', string][]) =>
  database.db.inTenant(tenantId, async (tx) => {
    const { id: leadId } = await tx.findOneOrFail(Lead, { name });
    for (const [kind, value] of identities) {
      const kept = { id: uuidV7(), tenantId, createdAt: new Date() };
      await tx.insert(LeadIdentity, { ...kept, leadId, kind, value, verified: false });
    }
  });

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  otherId = (await seedTenant(database.db, 'Bravo')).tenantId;
  await put(tenantId);
  await alsoKnownBy('Ольга Ёлкина', [
    ['phone', '+442079460001'],
    ['email', 'second@place.example'],
  ]);
});
afterAll(() => database.drop());

/** Which of the leads above are found, by their places there. */
const found = async (variables: object, tenant = tenantId): Promise<number[]> => {
  const query = `query ($search: String, $filter: LeadFilter) {
    leads(search: $search, filter: $filter) { nodes { name } }
  }`;
  const { data, errors } = await ask(database.db, asRole(tenant, 'viewer'), query, { ...variables });
  expect(errors).toEqual([]);
  const names: string[] = data.leads.nodes.map(({ name }: { name: string }) => name);
  return names.map((name) => leads.findIndex((lead) => lead.name === name)).toSorted();
};

test('the operators by which an index of words could be used are not for tables under row-level security', async () => {
  const { rows } = await database.db.pool.query<{ name: string }>(
    `select proname as name from pg_proc where proleakproof and proname in ('textlike', 'texticlike', 'ts_match_vq')`,
  );
  expect(rows).toEqual([]);
});

describe('a search finds leads', () => {
  test.each([
    ['jose', [0, 1]],
    ['JOSÉ angstrom', [0]],
    ['Jose\u0301', [0, 1]],
    ['weiss', [1]],
    ['lukasz', [3]],
    ['елкина ОЛЬГА', [2]],
    ['sea.example', [0]],
    ['pure', [1]],
    ['VIP', [0]],
    ['baths', [3]],
    ['nobody', []],
    ['  ', [0, 1, 2, 3]],
  ])('by the words %j, whatever their accents, case and order', async (search, places) => {
    expect(await found({ search })).toEqual(places);
  });

  test.each([
    ['07700 900-123', [0]],
    ['+44 (0)7700 900', [0]],
    ['0044 7700', [0]],
    ['202 555', [1]],
    ['0151 123', [2]],
    ['Jose 0147', [1]],
    ['999 999', []],
  ])('by the part %j of a phone number as people write it', async (search, places) => {
    expect(await found({ search })).toEqual(places);
  });

  test.each([
    ['+44 20 7946 0001', [2]],
    ['7946 0001', [2]],
    ['Second@Place.example', [2]],
    ['place.example', [2]],
    ['elsewhere.example', []],
  ])('by %j of another number or address that they are known by', async (search, places) => {
    expect(await found({ search })).toEqual(places);
  });

  test.each(['%', '_', "'", '\\'])('by %j as it stands, which is no pattern', async (search) => {
    expect(await found({ search })).toEqual(search === '%' || search === '_' ? [1] : []);
  });

  test('by what they are called now, once they have changed', async () => {
    const rename = (name: string) =>
      database.db.inTenant(tenantId, (tx) =>
        tx.execute('update lead set summary = ? where name = ?', [name, 'Łukasz']),
      );
    await rename('Plumber');
    expect(await found({ search: 'plumber' })).toEqual([3]);
    await rename('');
    expect(await found({ search: 'plumber' })).toEqual([]);
  });

  test('of the own tenant only', async () => {
    expect(await found({ search: 'jose' }, otherId)).toEqual([]);
  });

  test.each([{ search: 'nul\u0000' }, { filter: { tag: '\u0000' } }, { filter: { source: 'a\u0000' } }])(
    'by %j, which no text holds, is refused in words',
    async (variables) => {
      const query = `query ($search: String, $filter: LeadFilter) {
      leads(search: $search, filter: $filter) { nodes { name } }
    }`;
      const { errors } = await ask(database.db, asRole(tenantId, 'viewer'), query, variables);
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    },
  );

  test('by 200 characters at most', async () => {
    const query = `{ leads(search: "${'x'.repeat(201)}") { nodes { name } } }`;
    const { errors } = await ask(database.db, asRole(tenantId, 'viewer'), query);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', message: expect.stringMatching(/200/) }]);
  });
});

test.each([
  [{ status: ['QUALIFIED', 'LOST'] }, [3]],
  [{ step: ['REST'] }, [3]],
  [{ assignedTo: 'amira' }, [1]],
  [{ assigned: false }, [0, 2, 3]],
  [{ assigned: true }, [1]],
  [{ scoreFrom: 20, scoreTo: 79 }, [2]],
  [{ scoreFrom: 0 }, [0, 2]],
  [{ createdFrom: '2026-01-01T01:00:00Z', createdBefore: '2026-01-01T03:00:00Z' }, [1, 2]],
  [{ tag: 'vip' }, [0]],
  [{ source: 'import' }, [2]],
  [{ optedOut: true }, [2]],
  [{ optedOut: false, paused: false }, [0, 1]],
  [{ paused: true }, [3]],
  [{ status: [] }, []],
  [{ step: [] }, []],
])('the filter %j shows the leads of which all of it is true', async (filter, places) => {
  expect(await found({ filter })).toEqual(places);
  expect(await found({ filter }, otherId)).toEqual([]);
});
