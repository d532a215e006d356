// Agents who see only their own leads and those of nobody ask many at once: no other is touched, whenever it was given away.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBulkActivities } from '../../activities/bulk/index.ts';
import type { Ports } from '../../activities/ports.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { asAgentOfOwn, ask, asRole, type Data, globalId } from '../graphql/ask.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
let leads: { mine: string; nobodys: string; theirs: string };

beforeAll(async () => {
  database = await testDatabase();
  const people = { agentsSee: 'ownAndUnassigned' } as const;
  ({ tenantId } = await seedTenant(database.db, 'Own', { change: (given) => ({ ...given, people }) }));
});
afterAll(() => database.drop());

let made = 0;
beforeEach(async () => {
  const make = async (assignedTo: string | null): Promise<string> => {
    made += 1;
    const { leadId } = await seedLead(database.db, tenantId, 'Own', made);
    await give(leadId, assignedTo);
    return leadId;
  };
  leads = { mine: await make('agent'), nobodys: await make(null), theirs: await make('admin') };
});

// biome-ignore lint/suspicious/noExplicitAny: the shape is the statement's own
const rows = (sql: string, ...values: unknown[]): Promise<any[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(sql, values));
const give = (leadId: string, to: string | null) =>
  rows('update lead set assigned_to = ? where id = ?', to, leadId);
const tend = (bulkId: string) =>
  createBulkActivities({ db: database.db } as Ports).tendBulk({ tenantId, bulkId });

const begin = async (
  name: string,
  which: object,
  viewer = asAgentOfOwn(tenantId, 'agent'),
): Promise<Data> => {
  const query = `mutation ($input: B${name.slice(1)}Input!) { ${name}(input: $input) {
    __typename ... on BulkPayload { count bulk { id } } } }`;
  const input = { leads: which, ...(name === 'bulkTag' && { add: ['asked'] }) };
  const { data, errors } = await ask(database.db, viewer, query, { input });
  expect(errors).toEqual([]);
  return data[name];
};
/** The bulk command of these leads that has just begun. */
const begun = async (name: string, leadIds: string[], viewer = asAgentOfOwn(tenantId, 'agent')) => {
  const ids = leadIds.map((leadId) => globalId('Lead', leadId));
  expect(await begin(name, { ids }, viewer)).toMatchObject({ count: ids.length });
  const [{ id }] = await rows('select id from bulk_command order by created_at desc, id desc limit 1');
  return id as string;
};
/** What was done to this test's leads, by lead. */
const touched = async (): Promise<string[]> => {
  const found = await rows(
    `select lead_id as id from command where actor_id in ('agent', 'admin') and name = 'close' and lead_id in (?)
     union select id from lead where 'asked' = any (tags) and id in (?)`,
    Object.values(leads),
    Object.values(leads),
  );
  return found.map(({ id }) => id).toSorted();
};
const answers = async (bulkId: string): Promise<Record<string, string | null>> => {
  const found = await rows('select lead_id, code from bulk_item where bulk_id = ?', bulkId);
  return Object.fromEntries(found.map(({ lead_id, code }) => [lead_id, code]));
};

describe.each(['bulkClose', 'bulkTag'])('%s', (name) => {
  const asked = name === 'bulkTag' ? 'tagged' : null;

  test('begins for nobody when a lead is named that the agent does not see', async () => {
    const ids = [leads.mine, leads.theirs].map((id) => globalId('Lead', id));
    const before = await rows('select count(*)::int as count from bulk_command');
    expect(await begin(name, { ids })).toEqual({ __typename: 'NotFound' });
    expect(await rows('select count(*)::int as count from bulk_command')).toEqual(before);
  });

  test('means by a filter only leads that the agent sees', async () => {
    const { bulk } = await begin(name, { filter: { source: 'form' } });
    const [own] = await rows(
      `select count(*)::int as count from lead where merged_into is null and (assigned_to is null or assigned_to = 'agent')`,
    );
    const meant = await rows(
      `select l.assigned_to from bulk_item i join lead l on l.id = i.lead_id join bulk_command b on b.id = i.bulk_id
       where encode(convert_to('BulkCommand:' || b.id, 'UTF8'), 'base64') = ?`,
      bulk.id,
    );
    expect(meant).toHaveLength(own.count);
    expect(meant.filter(({ assigned_to }) => assigned_to === 'admin')).toEqual([]);
  });

  test('leaves a lead alone that was given to somebody else before its turn, and says so of it', async () => {
    const id = await begun(name, [leads.mine, leads.nobodys]);
    await give(leads.mine, 'admin');
    await tend(id);
    expect(await answers(id)).toEqual({ [leads.mine]: 'leadOfOthers', [leads.nobodys]: asked });
    expect(await touched()).toEqual([leads.nobodys]);
  });

  test('leaves a lead alone that was merged into somebody else’s before its turn', async () => {
    const id = await begun(name, [leads.mine]);
    await rows('update lead set merged_into = ? where id = ?', leads.theirs, leads.mine);
    expect(await tend(id)).toMatchObject({ kind: 'over', state: 'done', refused: 1 });
    expect(await answers(id)).toEqual({ [leads.mine]: 'leadOfOthers' });
    expect(await touched()).toEqual([]);
  });

  test('of an admin asks whoever looks after a lead', async () => {
    const id = await begun(name, [leads.mine, leads.theirs], asRole(tenantId, 'admin'));
    await give(leads.mine, 'viewer');
    await tend(id);
    expect(await touched()).toEqual([leads.mine, leads.theirs].toSorted());
  });

  test('of an agent who has become an admin asks whoever looks after a lead', async () => {
    const id = await begun(name, [leads.mine]);
    await give(leads.mine, 'admin');
    const become = (role: string) => rows(`update staff_user set role = ? where staff_key = 'agent'`, role);
    await become('admin');
    await tend(id);
    await become('agent');
    expect(await touched()).toEqual([leads.mine]);
  });
});

test('tags wait for whoever gives the lead away at that moment, and leave it alone then', async () => {
  const id = await begun('bulkTag', [leads.mine]);
  const locked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const giving = database.db.inTenant(tenantId, async (tx) => {
    await lockLead(tx, leads.mine);
    await tx.execute(`update lead set assigned_to = 'admin' where id = ?`, [leads.mine]);
    locked.resolve();
    await goOn.promise;
  });
  await locked.promise;
  const tending = tend(id);
  await expect
    .poll(async () => {
      const [{ count }] = await rows(
        `select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return count;
    })
    .toBeGreaterThan(0);
  goOn.resolve();
  await Promise.all([giving, tending]);
  expect(await answers(id)).toEqual({ [leads.mine]: 'leadOfOthers' });
  expect(await touched()).toEqual([]);
});
