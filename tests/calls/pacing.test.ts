// Several processes, each with connections of its own, place calls with one account of a vendor.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { takeCallTurn, waitingCalls } from '../../schema/database/routing/call-turns.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { ask, asRole } from '../graphql/ask.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let made: TestDatabase;
let processes: Database[];
let tenantId: string;
let other: string;
let count = 0;
let account = '';
beforeAll(async () => {
  made = await testDatabase();
  processes = await Promise.all([1, 2, 3].map(() => openDatabase(made.applicationUrl, { poolMax: 4 })));
  tenantId = (await seedTenant(made.db, 'Paced')).tenantId;
  other = (await seedTenant(made.db, 'Rival')).tenantId;
  await asOwner((client) => client.query(notePermissions));
});
afterAll(async () => {
  await Promise.all(processes.map((db) => db.close()));
  await made.drop();
});
beforeEach(() => {
  count += 1;
  account = `AC${count}`;
});

interface Wish {
  tenantId: string;
  leadId: string;
  causeId: string;
}
const wish = (of = tenantId): Wish => ({ tenantId: of, leadId: uuidV7(), causeId: uuidV7() });
const take = (db: Database, wanted: Wish, callsPerSecond: number): Promise<Date | null> =>
  db.inTenant(wanted.tenantId, (tx) =>
    takeCallTurn(tx, { vendor: 'twilio', account, callsPerSecond }, wanted),
  );

/** Asks until it may go, and waits as it is told. */
const place = async (db: Database, wanted: Wish, callsPerSecond: number): Promise<void> => {
  for (;;) {
    const turn = await take(db, wanted, callsPerSecond);
    if (!turn) return;
    await pause(Math.max(1, turn.getTime() - Date.now()));
  }
};

const asOwner = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: made.ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** The instants of all permissions, by the clock that gave them: a slow machine makes them later, not nearer. */
const permissions = (of: string): Promise<number[]> =>
  asOwner(async (client) => {
    const { rows } = await client.query<{ ms: string }>(
      'select extract(epoch from at) * 1000 as ms from permission where account = $1 order by at',
      [of],
    );
    return rows.map(({ ms }) => Number(ms));
  });

const notePermissions = /* sql */ `
create table permission (account text, at timestamptz);
create function note_permission() returns trigger language plpgsql as $$
begin insert into public.permission values (new.account, new.last_at); return null; end $$;
create trigger note_permission after update on routing.paced_account
  for each row execute function note_permission();
`;

describe('calls of one account', () => {
  test('never follow one another faster than its pace, from however many processes, and all get through', async () => {
    const perSecond = 8;
    const wishes = Array.from({ length: 24 }, (_, i) => wish(i % 4 === 0 ? other : tenantId));
    await Promise.all(
      wishes.map((wanted, i) => place(processes[i % processes.length] as Database, wanted, perSecond)),
    );
    const instants = await permissions(account);
    expect(instants).toHaveLength(wishes.length);
    const gaps = instants.slice(1).map((at, i) => at - (instants[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 / perSecond);
    expect(await made.db.inTenant(tenantId, (tx) => waitingCalls(tx, tenantId))).toEqual([]);
  });

  test('go in the order in which they came, a second apart', async () => {
    const wishes = [wish(), wish(), wish(), wish()];
    const told: (Date | null)[] = [];
    for (const wanted of wishes) told.push(await take(made.db, wanted, 1));
    expect(told[0]).toBeNull();
    const gaps = told.slice(2).map((at, i) => (at?.getTime() ?? 0) - (told[i + 1]?.getTime() ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1_000);
    // asked again, a call keeps its place
    expect((await take(made.db, wishes[3] as Wish, 1))?.getTime()).toBeGreaterThanOrEqual(
      told[3]?.getTime() ?? Infinity,
    );
  });

  test('wait for their own account alone', async () => {
    expect(await take(made.db, wish(), 1)).toBeNull();
    account = `${account}-other`;
    expect(await take(made.db, wish(), 1)).toBeNull();
  });

  test('that nobody comes back for do not keep the others waiting', async () => {
    const [first, gone, third] = [wish(), wish(), wish()];
    for (const wanted of [first, gone]) await take(made.db, wanted, 1);
    await forget(gone.causeId);
    expect(await take(made.db, third, 1)).toBeNull();
  });

  test('use no permission that was rolled back', async () => {
    const failing = made.db.inTenant(tenantId, async (tx) => {
      await takeCallTurn(tx, { vendor: 'twilio', account, callsPerSecond: 1 }, wish());
      throw new Error('the process died');
    });
    await expect(failing).rejects.toThrow('the process died');
    expect(await take(made.db, wish(), 1)).toBeNull();
  });
});

/** As if this call had been expected long ago, and the pace had passed. */
const forget = async (causeId: string): Promise<void> => {
  await asOwner(async (client) => {
    await client.query(
      `update routing.paced_call set expected_at = now() - interval '6 seconds' where ref = $1`,
      [causeId],
    );
    await client.query(`update routing.paced_account set last_at = now() - interval '2 seconds'`);
  });
};

describe('the queue', () => {
  const query = `{ callQueue { waiting since calls { lead { name } since expectedAt ahead } } }`;

  test('shows staff which of their leads wait, behind how many, and until when', async () => {
    const mine = (await seedTenant(made.db, 'Queued')).tenantId;
    const { leadId } = await seedLead(made.db, mine, 'Queued', 1);
    await take(made.db, wish(mine), 1);
    await take(made.db, wish(other), 1);
    const told = await take(made.db, { ...wish(mine), leadId }, 1);
    const { data, errors } = await ask(made.db, asRole(mine, 'viewer'), query);
    expect(errors).toEqual([]);
    expect(data.callQueue).toMatchObject({
      waiting: 1,
      calls: [{ lead: { name: 'Queued lead 1' }, ahead: 1 }],
    });
    expect(new Date(data.callQueue.calls[0].expectedAt)).toEqual(told);
  });

  test('is not shown to anonymous visitors, nor to another business', async () => {
    const mine = (await seedTenant(made.db, 'Quiet')).tenantId;
    await take(made.db, wish(other), 1);
    await take(made.db, wish(other), 1);
    const { data } = await ask(made.db, asRole(mine, 'viewer'), query);
    expect(data.callQueue).toEqual({ waiting: 0, since: null, calls: [] });
    const { errors } = await ask(made.db, null, query);
    expect(errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  });
});
