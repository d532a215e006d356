// e-mails about the same two leads at once, over HTTP and against PostgreSQL: whoever waits for whom, each is stored once
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import type { Tx } from '../../schema/database/database.ts';
import { isRaceLost } from '../../schema/database/unique-violation.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { inboundEvent, type ResendWorld, resendWorld } from './resend-world.ts';

interface Known {
  id: string;
  email: string;
}

let database: TestDatabase;
let world: ResendWorld;
let tenantId: string;
/** every transaction that gave way to another one */
let lost: unknown[];
let n = 0;

const inTenant = <T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.db.inTenant(tenant, work).catch((failure: unknown) => {
    if (isRaceLost(failure)) lost.push((failure as { code?: unknown }).code);
    throw failure;
  });

beforeAll(async () => {
  database = await testDatabase({ poolMax: 15 });
  ({ tenantId } = await seedTenant(database.db, 'Hook'));
  world = await resendWorld({ ...database.db, inTenant });
});
beforeEach(() => {
  lost = [];
});
afterAll(async () => {
  await world.api.close();
  await database.drop();
});

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);

/** A lead who is known by their address. */
const known = async (): Promise<Known> => {
  n += 1;
  const email = `known-${n}@elsewhere.example`;
  const { leadId: id } = await seedLead(database.db, tenantId, 'Hook', n);
  await sql('update lead set email = ? where id = ?', [email, id]);
  await sql(`insert into lead_identity (id, tenant_id, lead_id, kind, value) values (?, ?, ?, 'email', ?)`, [
    ...[uuidV7(), tenantId, id, email],
  ]);
  return { id, email };
};

/** One lead writes to the signed address of another one. */
const writes = (from: Known, other: Known, { subject, text }: { subject: string; text: string }) => {
  const id = `out-${from.id}-${subject}`;
  world.bodies.set(id, text);
  const to = replyAddressOf('reply@hook.example', other.id, testLinkSecret);
  const event = inboundEvent(id, from.email, [to]);
  event.data.subject = subject;
  return world.hook(event);
};

const optsOutInThreadOf = (from: Known, other: Known) =>
  writes(from, other, { subject: 'Re: Hello', text: 'Unsubscribe' });
/** What a mail program sends for `List-Unsubscribe`. */
const unsubscribesFor = (from: Known, other: Known) =>
  writes(from, other, { subject: 'unsubscribe', text: '' });

const isBlocked = async ({ id, email }: Known): Promise<void> => {
  expect(await sql('select from lead where id = ? and opted_out_at is not null', [id])).toHaveLength(1);
  expect(await sql('select from message where lead_id = ? and from_address = ?', [id, email])).toHaveLength(
    1,
  );
  const facts = await sql<{ seq: number; kind: string }>(
    'select seq, kind from lead_fact where lead_id = ? order by seq',
    [id],
  );
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => i + 1));
  expect(facts.filter(({ kind }) => kind === 'optedOut')).toHaveLength(1);
};

test('two leads opt out in each other’s threads at once, by answer and by the way out: nobody waits in a circle', async () => {
  const pairs = await Promise.all(Array.from({ length: 4 }, () => Promise.all([known(), known()])));
  const mails = pairs.flatMap(([a, b]) => [
    ...[optsOutInThreadOf(a, b), optsOutInThreadOf(b, a)],
    ...[unsubscribesFor(a, b), unsubscribesFor(b, a)],
  ]);
  const answers = await Promise.all(mails);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(lost).toEqual([]);
  for (const one of pairs.flat()) {
    await isBlocked(one);
    const told = await sql<{ recipient: string }>(
      `select recipient from staff_note where lead_id = ? and kind = 'optOutByAnother'`,
      [one.id],
    );
    expect(told.map(({ recipient }) => recipient).toSorted()).toEqual(['admin', 'agent']);
  }
});

test('an opt-out that gave way to whoever locked the two the other way round is stored all the same', async () => {
  const [first, second] = (await Promise.all([known(), known()])).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (!first || !second) throw new Error('two leads were made');
  const lock = (tx: Tx, { id }: Known) => tx.execute('select from lead where id = ? for update', [id]);
  const hasSecond = Promise.withResolvers<void>();
  const maySeekFirst = Promise.withResolvers<void>();
  const opposite = inTenant(tenantId, async (tx) => {
    await lock(tx, second);
    hasSecond.resolve();
    await maySeekFirst.promise;
    await lock(tx, first);
  }).catch((failure: unknown) => {
    if (!isRaceLost(failure)) throw failure;
  });
  await hasSecond.promise;
  const answer = optsOutInThreadOf(first, second);
  await waitUntil('the e-mail that has the first and waits for the second', async () => {
    const { rows } = await database.db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
  maySeekFirst.resolve();
  expect((await answer).status).toBe(200);
  await opposite;
  expect(lost).toEqual(['40P01']);
  await isBlocked(first);
});
