// The log of changes on a real database: whole, in order, and each change once, however transactions overlap.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { acceptEnquiry } from '../../schema/database/leads/accept-enquiry.ts';
import { type ChangeNote, dropOldChanges, readChanges } from '../../schema/database/live/changes.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
let other: string;
let leadId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  other = (await seedTenant(database.db, 'Bravo')).tenantId;
  ({ leadId } = await seedLead(database.db, tenantId, 'Alpha'));
});
afterAll(() => database.drop());

const read = (after: string | null, most = 100, of = tenantId) =>
  database.db.inTenant(of, (tx) => readChanges(tx, { tenantId: of, after, most }));

/** Everything after a place, page by page. */
const readAll = async (after: string, most = 3) => {
  const changes: ChangeNote[] = [];
  let cursor = after;
  for (;;) {
    const page = await read(cursor, most);
    if (page.kind !== 'changes') throw new Error('the log does not reach back');
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor };
  }
};

const refs = (changes: ChangeNote[]): string[] => changes.map(({ ref }) => ref);

const begun = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: database.applicationUrl });
  await client.connect();
  await client.query(`begin; set local "app.tenant" = '${tenantId}'`);
  return client;
};

const tell = async (client: pg.Client, kind: string): Promise<string> => {
  const id = uuidV7();
  await client.query(
    `insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
     values ($1, $2, $3, $4, '{}', 'system', '{"kind":"system","id":"test"}', now())`,
    [id, tenantId, leadId, kind],
  );
  return id;
};

const commit = async (client: pg.Client): Promise<void> => {
  await client.query('commit');
  await client.end();
};

const anEnquiry = {
  ...{ name: 'Ada', phone: '+447700900777', phoneCountry: 'GB', email: null, country: null, language: 'en' },
  ...{ timeZone: null, interest: null, message: null, consent: { given: true, text: 'yes', ip: null } },
  ...{ idempotencyKey: null, bodyHash: 'h', sameEnquiryWithinMs: 0, assignTo: ['agent'] },
};

describe('the log of changes', () => {
  test('tells whoever comes without a place to read afresh, and from there on what changes', async () => {
    const start = await read(null);
    expect(start).toMatchObject({ kind: 'afresh' });
    const client = await begun();
    const id = await tell(client, 'noted');
    await client.query('update lead set interest = $1 where id = $2', ['a pool', leadId]);
    await client.query('update lead set interest = $1 where id = $2', ['a well', leadId]);
    await commit(client);
    const { changes } = await readAll(start.cursor);
    // what a transaction changes twice is told once
    expect(changes.map(({ kind, ref, parentId }) => [kind, ref, parentId])).toEqual([
      ['lead', leadId, leadId],
      ['timeline', id, leadId],
    ]);
  });

  test('tells what has ended while something older still runs, and that as soon as it ends, each once', async () => {
    const start = await read(null);
    const [slow, fast] = [await begun(), await begun()];
    const first = await tell(slow, 'slow');
    const second = await tell(fast, 'fast');
    await commit(fast);
    const meanwhile = await readAll(start.cursor);
    expect(meanwhile.changes.map(({ ref }) => ref)).toEqual([second]);
    await commit(slow);
    const { changes, cursor } = await readAll(meanwhile.cursor);
    expect(changes.map(({ ref }) => ref)).toEqual([first]);
    expect((await readAll(cursor)).changes).toEqual([]);
  });

  test('goes on in the middle of a page with the rest of it, and then with what ended meanwhile', async () => {
    const start = await read(null);
    const [slow, fast] = [await begun(), await begun()];
    const older = await tell(slow, 'slow');
    const ids = [await tell(fast, 'one'), await tell(fast, 'two'), await tell(fast, 'three')];
    await commit(fast);
    const page = await read(start.cursor, 2);
    await commit(slow);
    expect(page).toMatchObject({ more: true });
    const rest = await readAll(page.cursor, 1);
    const told = page.kind === 'changes' ? page.changes.map(({ ref }) => ref) : [];
    expect([...told, ...rest.changes.map(({ ref }) => ref)].toSorted()).toEqual([older, ...ids].toSorted());
  });

  test('goes on after any change that it told, also within one transaction', async () => {
    const start = await read(null);
    const client = await begun();
    for (let n = 0; n < 5; n += 1) await tell(client, `noted ${n}`);
    await commit(client);
    const { changes } = await readAll(start.cursor);
    expect(changes).toHaveLength(5);
    for (const [n, { cursor }] of changes.entries())
      expect(refs((await readAll(cursor)).changes)).toEqual(refs(changes.slice(n + 1)));
  });

  test('misses nothing and doubles nothing of many short transactions that end out of order', async () => {
    const start = await read(null);
    const written: string[] = [];
    const writer = async (turns: number) => {
      for (let n = 0; n < turns; n += 1) {
        const client = await begun();
        written.push(await tell(client, 'many'));
        if (n % 3 === 0) await client.query('select pg_sleep(random() / 50)');
        await commit(client);
      }
    };
    let writing = true;
    const writers = Promise.all([writer(20), writer(20), writer(20), writer(20)]).then(() => {
      writing = false;
    });
    const seen: string[] = [];
    let { cursor } = start;
    for (let last = false; !last; ) {
      last = !writing;
      const page = await readAll(cursor, 4);
      seen.push(...page.changes.map(({ ref }) => ref));
      cursor = page.cursor;
    }
    await writers;
    expect(seen.toSorted()).toEqual(written.toSorted());
  });

  test('tells of a new lead by the first line of its timeline', async () => {
    const start = await read(null);
    const { leadId } = await acceptEnquiry(database.db, { ...anEnquiry, tenantId });
    const { changes } = await readAll(start.cursor);
    expect(new Set(changes.map(({ parentId }) => parentId))).toEqual(new Set([leadId]));
  });

  test('is another tenant’s own', async () => {
    const start = await read(null, 100, other);
    const client = await begun();
    await tell(client, 'private');
    await commit(client);
    expect(await read(start.cursor, 100, other)).toMatchObject({ kind: 'changes', changes: [] });
    const asked = database.db.inTenant(other, (tx) =>
      readChanges(tx, { tenantId, after: start.cursor, most: 1 }),
    );
    await expect(asked).rejects.toThrow('another tenant');
  });

  test('says that it does not reach back once old changes are gone, to whoever was before them alone', async () => {
    const start = await read(null);
    const client = await begun();
    await tell(client, 'old');
    await commit(client);
    expect((await readAll(start.cursor)).changes).toHaveLength(1);
    expect(await dropOldChanges(database.db.pool, '1 hour')).toBe(0);
    expect(await dropOldChanges(database.db.pool, '0 seconds')).toBeGreaterThan(0);
    expect(await read(start.cursor)).toMatchObject({ kind: 'afresh' });
    // whatever else runs on this server is waited for: as far back as it began nobody is sure
    await vi.waitFor(async () => {
      const { cursor } = await read(null);
      expect(await read(cursor)).toMatchObject({ kind: 'changes', changes: [] });
    });
  });

  test.each([
    ['is not ours', 'yesterday'],
    ['is of a log that a crash has ended', `${uuidV7()}/1:1:`],
  ])('tells whoever comes with a place that %s to read afresh', async (_what, after) => {
    expect(await read(after)).toMatchObject({ kind: 'afresh' });
  });

  test('says so as well when they go while somebody is just reading on from before them', async () => {
    const { cursor } = await read(null);
    const client = await begun();
    await tell(client, 'about to go');
    await commit(client);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const page = await database.db.inTenant(tenantId, (tx) => {
      const execute = async (sql: string, values?: unknown[]) => {
        const answer = await tx.execute(sql, values);
        if (sql === 'select * from routing.change_log()') await dropOldChanges(owner, '0 seconds');
        return answer;
      };
      return readChanges({ execute } as unknown as typeof tx, { tenantId, after: cursor, most: 100 });
    });
    await owner.end();
    expect(page).toMatchObject({ kind: 'afresh' });
  });

  test('tells whoever comes with a place of times to come, as after a restored backup, to read afresh', async () => {
    const [epoch] = (await read(null)).cursor.split('/');
    expect(await read(`${epoch}/999999999999:999999999999:`)).toMatchObject({ kind: 'afresh' });
  });
});
