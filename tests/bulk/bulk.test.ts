// What is asked of many leads at once, on a real database: each is asked once, behind everything else, and says its answer.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBulkActivities } from '../../activities/bulk/index.ts';
import type { Ports } from '../../activities/ports.ts';
import type { BulkArguments, BulkName, BulkProgress } from '../../schema/contracts/bulk.ts';
import { beginBulk } from '../../schema/database/bulk/begin-bulk.ts';
import { stopBulk } from '../../schema/database/bulk/steer-bulk.ts';
import type { Database } from '../../schema/database/database.ts';
import { settleCommand } from '../../schema/database/leads/commands.ts';
import { pendingWork } from '../../schema/database/routing/doors.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type FactsWorld, factsWorld } from '../facts/facts-world.ts';

let world: FactsWorld;
let leads: string[];
beforeAll(async () => {
  world = await factsWorld();
});
afterAll(() => world.drop());
beforeEach(async () => {
  leads = [];
  for (let n = 0; n < 60; n += 1) leads.push(await world.newLead());
});

const actor = { kind: 'staff', id: 'admin' } as const;
const begin = async <Name extends BulkName>(name: Name, args: BulkArguments[Name], id = uuidV7()) => {
  const request = { tenantId: world.tenantId, id, name, arguments: args, actor, leadIds: leads };
  await world.db.inTenant(world.tenantId, (tx) => beginBulk(tx, request));
  return id;
};
const tend = (bulkId: string, db: Database = world.db): Promise<BulkProgress> =>
  createBulkActivities({ db } as Ports).tendBulk({ tenantId: world.tenantId, bulkId });
// biome-ignore lint/suspicious/noExplicitAny: the shape is the statement's own
const rows = (sql: string, ...values: unknown[]): Promise<any[]> =>
  world.db.inTenant(world.tenantId, (tx) => tx.execute(sql, values));
const commands = () =>
  rows(
    `select id, lead_id, name, arguments, actor_id, state from command where lead_id in (?) order by id`,
    leads,
  );
/** What the journeys answer to everything that they were asked. */
const answer = async (state: 'done' | 'refused' = 'done') => {
  for (const { id } of (await commands()).filter((command) => command.state === 'accepted'))
    await world.db.inTenant(world.tenantId, (tx) =>
      settleCommand(tx, id, {
        state,
        code: state === 'done' ? 'closed' : 'leadClosed',
        text: 'Said.',
        effect: {},
      }),
    );
};

describe('a command to many leads', () => {
  test('asks a few at a time, waits for their answers, and tells each of them', async () => {
    const id = await begin('close', { reason: 'fair is over' });
    expect(await tend(id)).toMatchObject({ kind: 'more', total: 60, done: 0, moved: 20 });
    expect(await tend(id)).toMatchObject({ moved: 20 });
    // forty have not answered
    expect(await tend(id)).toMatchObject({ kind: 'more', moved: 0 });
    expect(await commands()).toHaveLength(40);
    await answer('refused');
    expect(await tend(id)).toMatchObject({ kind: 'more', refused: 40, moved: 60 });
    await answer();
    expect(await tend(id)).toMatchObject({ kind: 'over', state: 'done', done: 20, refused: 40 });
    const asked = await commands();
    expect(new Set(asked.map(({ lead_id }) => lead_id))).toEqual(new Set(leads));
    expect(asked[0]).toMatchObject({
      name: 'close',
      arguments: { reason: 'fair is over' },
      actor_id: 'admin',
    });
    const items = await rows(
      'select distinct state, code, text from bulk_item where bulk_id = ? order by 1',
      id,
    );
    expect(items).toEqual([
      { state: 'done', code: 'closed', text: 'Said.' },
      { state: 'refused', code: 'leadClosed', text: 'Said.' },
    ]);
  });

  test('goes behind everything else on the dispatcher’s list', async () => {
    const id = await begin('assign', { staffKey: 'agent' });
    await tend(id);
    const ids = (await commands()).map((command) => command.id);
    const refs = async (mostLater: number) =>
      (await pendingWork(world.db.pool, 0, 10_000, mostLater))
        .map(({ ref }) => ref)
        .filter((ref) => ids.includes(ref));
    expect(await refs(0)).toEqual([]);
    expect(await refs(10_000)).toHaveLength(20);
  });

  test('asks nobody twice, when the process dies before a page is kept and however many do it at once', async () => {
    const id = await begin('assign', { staffKey: 'agent' });
    let transactions = 0;
    const dying: Database = {
      ...world.db,
      inTenant: (tenantId, work) =>
        world.db.inTenant(tenantId, async (tx) => {
          const result = await work(tx);
          transactions += 1;
          if (transactions === 2) throw new Error('killed');
          return result;
        }),
    };
    await expect(tend(id, dying)).rejects.toThrow('killed');
    expect(await commands()).toEqual([]);
    await Promise.all([tend(id), tend(id), tend(id)]);
    const asked = (await commands()).map(({ lead_id }) => lead_id);
    expect(asked).toHaveLength(40);
    expect(new Set(asked).size).toBe(40);
  });

  test('asks a lead that was merged meanwhile as the one that it is by now, once, and says so of it', async () => {
    const [one, two, three] = leads as [string, string, string];
    const outside = await world.newLead();
    const id = await begin('close', { reason: null });
    await rows('update lead set merged_into = ? where id = ?', two, one);
    await rows('update lead set merged_into = ? where id = ?', outside, three);
    await tend(id);
    const asked = await rows('select lead_id from command where lead_id in (?)', [one, two, three, outside]);
    expect(asked.map(({ lead_id }) => lead_id).toSorted()).toEqual([two, outside].toSorted());
    const told = await rows(
      `select lead_id, state, text from bulk_item where bulk_id = ? and code = 'leadMerged'`,
      id,
    );
    expect(told).toEqual([
      { lead_id: one, state: 'refused', text: 'This lead is another one by now, which is asked as well.' },
    ]);
  });

  test('that is stopped asks nobody more, and ends when those have answered that were asked', async () => {
    const id = await begin('close', { reason: null });
    await tend(id);
    const stop = () => world.db.inTenant(world.tenantId, (tx) => stopBulk(tx, { id, actor }));
    expect(await stop()).toBe('stopped');
    expect(await tend(id)).toMatchObject({ kind: 'more', state: 'stopping', moved: 0 });
    await answer();
    expect(await tend(id)).toMatchObject({ kind: 'over', state: 'stopped', done: 20 });
    expect(await stop()).toBe('stopped');
    expect(await commands()).toHaveLength(20);
    const kept = await rows('select action from audit_entry where subject_id = ? order by id', id);
    expect(kept).toEqual([{ action: 'bulkBegun' }, { action: 'bulkStopped' }]);
  });
});

describe('tags on many leads', () => {
  test('are put on each once, with its timeline, without asking a journey', async () => {
    const id = await begin('tag', { add: ['fair'], remove: [] });
    const both = await Promise.all([tend(id), tend(id)]);
    expect(both.map(({ moved }) => moved).reduce((sum, moved) => sum + moved)).toBe(60);
    expect(await tend(id)).toMatchObject({ kind: 'over', state: 'done', done: 60 });
    expect(await rows('select distinct tags from lead where id in (?)', leads)).toEqual([{ tags: ['fair'] }]);
    const told = await rows(
      `select count(*)::int as count, min(caused_by ->> 'id') as cause from timeline_event where kind = 'tagged' and lead_id in (?)`,
      leads,
    );
    expect(told).toEqual([{ count: 60, cause: id }]);
    expect(await commands()).toEqual([]);
  });

  test('are refused by a lead that has too many', async () => {
    const many = Array.from({ length: 50 }, (_, n) => `t${n}`);
    await rows('update lead set tags = ? where id = ?', `{${many.join(',')}}`, leads[0]);
    const id = await begin('tag', { add: ['one more'], remove: [] });
    while ((await tend(id)).kind === 'more');
    const refused = await rows(
      `select lead_id, code from bulk_item where bulk_id = ? and state = 'refused'`,
      id,
    );
    expect(refused).toEqual([{ lead_id: leads[0], code: 'tooManyTags' }]);
  });
});

test('the same request again is the same bulk command', async () => {
  const id = await begin('close', { reason: 'first' });
  await begin('close', { reason: 'second' }, id);
  expect(await rows('select arguments, total from bulk_command where id = ?', id)).toEqual([
    { arguments: { reason: 'first' }, total: 60 },
  ]);
  await expect(begin('assign', { staffKey: null }, id)).rejects.toThrow('Ledger.KeyConflict');
});
