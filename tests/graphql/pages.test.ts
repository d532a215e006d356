// GraphQL on a real database: lists in pages.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { ask, asRole, globalId } from './ask.ts';

let database: TestDatabase | undefined;
let tenantId = '';
let count = 0;

beforeEach(async () => {
  database ??= await testDatabase();
  count += 1;
  ({ tenantId } = await seedTenant(database.db, `Tenant${count}`));
});
afterAll(() => database?.drop());

const db = () => database?.db as NonNullable<typeof database>['db'];

/** A lead that came at this instant, to the microsecond. */
const leadAt = (at: string, name: string): Promise<string> => {
  const id = uuidV7();
  return db().inTenant(tenantId, async (tx) => {
    await tx.execute(
      `insert into lead (id, tenant_id, created_at, updated_at, name, language, source, answers)
       values (?, ?, ?, now(), ?, 'en', 'form', '{}')`,
      [id, tenantId, at, name],
    );
    return id;
  });
};

interface Page {
  nodes: { name: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

const page = async (args: string): Promise<Page> => {
  const query = `{ leads(${args}) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const { data, errors } = await ask(db(), asRole(tenantId, 'viewer'), query);
  expect(errors).toEqual([]);
  return data.leads;
};

const names = ({ nodes }: Page): string[] => nodes.map(({ name }) => name);

const forward = async (size: number, between: (round: number) => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  let after = '';
  for (let round = 1; ; round += 1) {
    const one = await page(`first: ${size}${after}`);
    seen.push(...names(one));
    if (!one.pageInfo.hasNextPage) return seen;
    after = `, after: "${one.pageInfo.endCursor}"`;
    await between(round);
  }
};

describe('the list of leads', () => {
  test('shows each lead once, newest first, while others come in between', async () => {
    for (let n = 0; n < 10; n += 1) await leadAt(`2026-01-01T00:00:0${n}Z`, `old ${n}`);
    const seen = await forward(3, (round) => leadAt(`2026-02-01T00:00:0${round}Z`, `new ${round}`));
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `old ${n}`));
  });

  test('loses no lead among those of one millisecond', async () => {
    for (let n = 1; n <= 9; n += 1) await leadAt(`2026-01-01T00:00:00.00012${n}Z`, `lead ${n}`);
    const seen = await forward(2, async () => undefined);
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => `lead ${n}`));
  });

  test('loses no lead among those of one instant', async () => {
    for (let n = 1; n <= 7; n += 1) await leadAt('2026-01-01T00:00:00Z', `lead ${n}`);
    const seen = await forward(2, async () => undefined);
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `lead ${n}`));
  });

  test('goes backwards over the same leads', async () => {
    for (let n = 0; n < 5; n += 1) await leadAt(`2026-01-01T00:00:0${n}Z`, `lead ${n}`);
    const end = await page('last: 2');
    expect(names(end)).toEqual(['lead 1', 'lead 0']);
    const before = await page(`last: 2, before: "${end.pageInfo.startCursor}"`);
    expect(names(before)).toEqual(['lead 3', 'lead 2']);
    expect(before.pageInfo.hasPreviousPage).toBe(true);
  });

  test('is narrowed by status and by step', async () => {
    for (let n = 0; n < 4; n += 1) await seedLead(db(), tenantId, 'Mark', n);
    expect(names(await page('filter: { status: CONTACTED }'))).toEqual(['Mark lead 3', 'Mark lead 1']);
    expect(names(await page('filter: { step: ATTEND }, first: 1'))).toEqual(['Mark lead 3']);
    expect(names(await page('filter: { step: CALL }'))).toEqual([]);
  });

  test('never answers more than 100 at a time', async () => {
    await db().inTenant(tenantId, (tx) =>
      tx.execute(
        `insert into lead (id, tenant_id, updated_at, name, language, source, answers)
         select gen_random_uuid(), ?, now(), 'lead', 'en', 'form', '{}' from generate_series(1, 120)`,
        [tenantId],
      ),
    );
    expect((await page('first: 1000')).nodes).toHaveLength(100);
    expect((await page('last: 1000')).nodes).toHaveLength(100);
  });

  test('refuses a cursor that is not its own with a sentence', async () => {
    const query = '{ leads(after: "rubbish") { nodes { name } } }';
    const { errors } = await ask(db(), asRole(tenantId, 'viewer'), query);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', message: expect.stringMatching(/cursor/) }]);
  });
});

describe('a list within a lead', () => {
  const events = async (leadId: string, args: string) => {
    const query = `query ($id: ID!) { lead(id: $id) { timeline(${args}) { nodes { kind } pageInfo { hasNextPage endCursor } } } }`;
    const { data, errors } = await ask(db(), asRole(tenantId, 'viewer'), query, {
      id: globalId('Lead', leadId),
    });
    expect(errors).toEqual([]);
    return data.lead.timeline;
  };
  const happen = (leadId: string, kind: string, at: string) =>
    db().inTenant(tenantId, (tx) =>
      tx.execute(
        `insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
         values (?, ?, ?, ?, '{}', 'system', '{"kind":"system","id":"test"}', ?)`,
        [uuidV7(), tenantId, leadId, kind, at],
      ),
    );

  test('goes on where the page before it ended, though something happened in between', async () => {
    const leadId = await leadAt('2026-01-01T00:00:00Z', 'lead');
    for (const n of [1, 2, 3, 4, 5]) await happen(leadId, `event ${n}`, `2026-01-01T00:00:00.00000${n}Z`);
    const first = await events(leadId, 'first: 2');
    await happen(leadId, 'later', '2026-02-01T00:00:00Z');
    const second = await events(leadId, `first: 2, after: "${first.pageInfo.endCursor}"`);
    const third = await events(leadId, `first: 2, after: "${second.pageInfo.endCursor}"`);
    const kinds = [first, second, third].flatMap(({ nodes }) =>
      nodes.map((node: { kind: string }) => node.kind),
    );
    expect(kinds).toEqual(['event 5', 'event 4', 'event 3', 'event 2', 'event 1']);
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  test('holds the events of its own lead only, each lead with a page of its own', async () => {
    const [a, b] = [await leadAt('2026-01-02T00:00:00Z', 'a'), await leadAt('2026-01-01T00:00:00Z', 'b')];
    for (const n of [1, 2, 3]) await happen(a, `a ${n}`, `2026-01-01T00:00:0${n}Z`);
    await happen(b, 'b 1', '2026-01-01T00:00:09Z');
    const query =
      '{ leads { nodes { name timeline(first: 2) { nodes { kind } pageInfo { hasNextPage } } } } }';
    const { data } = await ask(db(), asRole(tenantId, 'viewer'), query);
    expect(data.leads.nodes).toEqual([
      { name: 'a', timeline: { nodes: [{ kind: 'a 3' }, { kind: 'a 2' }], pageInfo: { hasNextPage: true } } },
      { name: 'b', timeline: { nodes: [{ kind: 'b 1' }], pageInfo: { hasNextPage: false } } },
    ]);
  });
});
