// What two processes of the api tell their followers, on one database.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChangesFeed, createChangesFeed } from '../../api/live/changes-feed.ts';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { ChangesTold } from '../../schema/database/live/changes.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let here: Database;
let there: Database;
let tenantId: string;
let leadId: string;
let feed: ChangesFeed;
let leaving: AbortController;

beforeAll(async () => {
  database = await testDatabase();
  [here, there] = [await openDatabase(database.applicationUrl), await openDatabase(database.applicationUrl)];
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Alpha'));
});
beforeEach(() => {
  feed = createChangesFeed(here);
  leaving = new AbortController();
});
afterEach(() => leaving.abort());
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

/** Through the other process. */
const happen = (kind: string): Promise<void> =>
  there.inTenant(tenantId, (tx) =>
    addToTimeline(tx, {
      ...{ tenantId, leadId, kind, actor: 'system' },
      causedBy: { kind: 'system', id: 'test' },
    }),
  );

/** Follows into a list; `hold` stops reading until it is let go. */
const followed = (after: string | null = null, hold?: Promise<void>) => {
  const told: ChangesTold[] = [];
  const done = (async () => {
    for await (const batch of feed.follow(tenantId, after, leaving.signal)) {
      told.push(batch);
      if (hold) await hold;
    }
  })();
  const refs = () => told.flatMap(({ changes }) => changes.map(({ ref }) => ref));
  return { told, done, refs };
};

const written = async (kind: string): Promise<string[]> => {
  const rows = await there.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string }[]>('select id from timeline_event where kind = ? order by id', [kind]),
  );
  return rows.map(({ id }) => id);
};

const listeners = async (): Promise<number[]> => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and query = 'listen leadline_change'`,
  );
  await client.end();
  return rows.map(({ pid }) => pid);
};

describe('a follower', () => {
  test('hears of what another process did', async () => {
    const { told, refs } = followed();
    await vi.waitFor(() => expect(told[0]).toMatchObject({ afresh: true }));
    await happen('elsewhere');
    await vi.waitFor(async () => expect(refs()).toEqual(await written('elsewhere')));
  });

  test('ends when it is told to, and the last one lets the listening connection go', async () => {
    const followers = [followed(), followed()];
    await vi.waitFor(async () => expect(await listeners()).toHaveLength(1));
    leaving.abort();
    await Promise.all(followers.map(({ done }) => done));
    await vi.waitFor(async () => expect(await listeners()).toEqual([]));
  });

  test('misses nothing when the listening connection is lost', async () => {
    const { refs } = followed();
    await vi.waitFor(async () => expect(await listeners()).toHaveLength(1));
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    for (const pid of await listeners()) await client.query('select pg_terminate_backend($1)', [pid]);
    await client.end();
    await happen('deaf');
    await happen('deaf');
    await vi.waitFor(async () => expect(refs().toSorted()).toEqual(await written('deaf')), {
      timeout: 8_000,
    });
    await happen('heard again');
    await vi.waitFor(async () =>
      expect(refs()).toEqual(expect.arrayContaining(await written('heard again'))),
    );
  });

  test('that comes again with the place of its last change hears the rest, each once, while many write', async () => {
    const writing = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let n = 0; n < 25; n += 1) await happen('busy');
      }),
    );
    const first = followed();
    await vi.waitFor(() => expect(first.told[0]).toMatchObject({ afresh: true }));
    const before = await written('busy');
    await vi.waitFor(() => expect(first.refs().length).toBeGreaterThan(10));
    const heard = first.told.flatMap(({ changes }) => changes);
    leaving.abort();
    // cut off in the middle of what it was told
    const [last] = heard.slice(5, 6);
    leaving = new AbortController();
    const second = followed(last?.cursor);
    await writing;
    const expected = (await written('busy')).length;
    await vi.waitFor(() => {
      const all = [...heard.slice(0, 6).map(({ ref }) => ref), ...second.refs()];
      expect(new Set(all).size).toBe(all.length);
      // what was written before it first came is told to nobody
      expect(all.length).toBeGreaterThanOrEqual(expected - before.length);
    });
    expect(second.told.some(({ afresh }) => afresh)).toBe(false);
  });

  test('that is slow is not written ahead for: it finds the rest in the log', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slow = followed(null, held);
    const fast = followed();
    await vi.waitFor(() => expect(fast.told[0]).toMatchObject({ afresh: true }));
    for (let n = 0; n < 20; n += 1) await happen('flood');
    const all = await written('flood');
    await vi.waitFor(() => expect(fast.refs().toSorted()).toEqual(all));
    expect(slow.told).toHaveLength(1);
    letGo();
    await vi.waitFor(() => expect(slow.refs().toSorted()).toEqual(all));
  });

  test('hears nothing of another tenant', async () => {
    const other = (await seedTenant(database.db, 'Bravo')).tenantId;
    const told: ChangesTold[] = [];
    const following = (async () => {
      for await (const batch of feed.follow(other, null, leaving.signal)) told.push(batch);
    })();
    const ours = followed();
    await vi.waitFor(() => expect(told[0]).toMatchObject({ afresh: true }));
    await vi.waitFor(() => expect(ours.told[0]).toMatchObject({ afresh: true }));
    await happen('ours alone');
    await vi.waitFor(() => expect(ours.refs()).toHaveLength(1));
    leaving.abort();
    await following;
    expect(told.flatMap(({ changes }) => changes)).toEqual([]);
  });
});
