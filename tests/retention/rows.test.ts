// What goes by itself when it is old, on real rows: what was said, what was written, what belongs to nobody, late words.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableClasses } from '../../schema/database/classes.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { erasurePlan } from '../../schema/database/erasure/erasure-plan.ts';
import { finishErasure } from '../../schema/database/erasure/finish-erasure.ts';
import { ofCalls, ofMessages, ofNobody, withTheLead } from '../../schema/database/retention/removals.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { findEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';
import { seedInvitation } from '../support/seed-invitation.ts';
import { type RetentionWorld, retentionWorld } from './retention-world.ts';

const run = promisify(execFile);

let world: RetentionWorld;
beforeAll(async () => {
  world = await retentionWorld({ recordings: '30 days', messages: '60 days', unclaimed: '10 days' });
});
afterAll(() => world.close());

const texts = async (word: string): Promise<string[]> =>
  (await findEverywhere(world.owner, word)).map((column) => column.replace('public.', ''));
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await world.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]?.n ?? 0;

test('every table with something of a lead says whether it goes by its own age or with the lead', () => {
  const said = new Set<string>([
    ...[...ofMessages, ...ofNobody].map(({ table }) => table),
    ...ofCalls,
    ...withTheLead,
  ]);
  const unsaid = erasurePlan(world.db, tableClasses).filter(({ table }) => !said.has(table));
  expect(
    unsaid.map(({ table }) => table),
    'these may hold something of a lead: add them to one of the lists in schema/database/retention/removals.ts',
  ).toEqual([]);
});

test('what was said goes after its time, at the vendor and word by word, and the call stays', async () => {
  const [old, recent] = [await world.closed('Bergahorn', 31), await world.closed('Feldahorn', 29)];
  const removed = await world.night();
  // two calls, each with one recording and its words
  expect(removed).toMatchObject({ recordings: 4, leads: 0 });
  expect(world.vendors.telephony.deleted.filter((sid) => sid.startsWith('RE-'))).toHaveLength(2);
  expect(world.vendors.telephony.deleted).toContain(`RE-${old.callId}`);
  const left = await texts('Bergahorn');
  expect(left).not.toContain('call_turn.text');
  expect(left).not.toContain('recording.url');
  expect(left).toContain('message.text');
  expect(await count(`call_turn where attempt_id = $1`, [recent.callId])).toBe(2);
  expect(await count(`recording where attempt_id = $1 and status = 'deleted'`, [old.callId])).toBe(1);
  expect(await world.night()).toMatchObject({ recordings: 0 });
});

test('a vendor that is away is asked again the next night, and one that says no keeps it and is not asked again', async () => {
  const { callId } = await world.closed('Spitzahorn', 40);
  world.vendors.telephony.next.push('limited', 'refused');
  // the words of both calls, and the one recording that the vendor keeps
  expect(await world.night()).toMatchObject({ recordings: 3 });
  expect(await world.night()).toMatchObject({ recordings: 1 });
  const { rows } = await world.owner.query<{ status: string }>(
    `select r.status from recording r join call_attempt a on a.id = r.attempt_id
     where a.lead_id = (select lead_id from call_attempt where id = $1) order by 1`,
    [callId],
  );
  expect(rows.map(({ status }) => status)).toEqual(['deleted', 'kept']);
  expect(await world.night()).toMatchObject({ recordings: 0 });
});

test('what was written is emptied after its time, whatever the lead is doing, but what still waits', async () => {
  const { leadId } = await world.closed('Hainbuche', 61);
  await world.owner.query(`update lead set step = 'rest', closed_at = null where id = $1`, [leadId]);
  await world.owner.query(
    `update draft set state = 'held', text = 'Hainbuche waits' where id = (select id from draft where lead_id = $1 limit 1)`,
    [leadId],
  );
  await world.owner.query(
    `update command set name = 'sendReply', arguments = '{"text":"Hainbuche typed"}' where lead_id = $1`,
    [leadId],
  );
  expect((await world.night()).messages).toBeGreaterThan(5);
  const left = await texts('Hainbuche');
  for (const gone of ['message.text', 'message.subject', 'email.html', 'email.recipient', 'outbound.payload'])
    expect(left).not.toContain(gone);
  expect(left).not.toContain('command.arguments');
  expect(await count(`draft where text = 'Hainbuche waits'`)).toBe(1);
  expect(await count(`draft where lead_id = $1 and text = ''`, [leadId])).toBe(1);
  // who they are stays
  expect(left).toContain('lead.name');
  expect(await world.night()).toMatchObject({ messages: 0 });
});

test('what came in and belongs to nobody goes after its own time', async () => {
  const event = (eventId: string, daysAgo: number) =>
    world.owner.query(
      `insert into inbound_event (id, tenant_id, created_at, vendor, account, event_id, kind, body)
       values ($1, $2, now() - interval '${daysAgo} days', 'resend', 'a', $3, 'email.automatic', '{"from":"zufall@stranger.example"}')`,
      [uuidV7(), world.tenantId, eventId],
    );
  await event('old', 11);
  await event('recent', 9);
  const importId = uuidV7();
  await world.owner.query(
    `insert into lead_import (id, tenant_id, created_at, encoding, delimiter, header, mapping, state, total, uploaded_by, finished_at)
     values ($1, $2, now() - interval '20 days', 'utf-8', ',', '{}', '{}', 'done', 1, 'staff:admin', now() - interval '20 days')`,
    [importId, world.tenantId],
  );
  await world.owner.query(
    `insert into lead_import_row (id, tenant_id, import_id, number, cells, state) values ($1, $2, $3, 2, '["zufall"]', 'invalid')`,
    [uuidV7(), world.tenantId, importId],
  );
  await world.owner.query(
    `insert into account_mail (id, tenant_id, kind, address, about_id, facts, state, settled_at, caused_by)
     values ($1, $2, 'invitation', 'zufall@stranger.example', $1, '{}', 'sent', now() - interval '11 days', '{}')`,
    [uuidV7(), world.tenantId],
  );
  expect(await world.night()).toMatchObject({ unclaimed: 3 });
  expect(await texts('zufall')).toEqual(['inbound_event.body']);
  expect(await count(`inbound_event where event_id = 'old' and body = '{}'`)).toBe(1);
  expect(await world.night()).toMatchObject({ unclaimed: 0 });
});

test('an invitation stays for as long as its link opens something, and goes after its time', async () => {
  const linkId = await seedInvitation(world.db, world.tenantId, 'Zufall');
  await world.owner.query(
    `update invitation set created_at = now() - interval '40 days' where link_id = $1`,
    [linkId],
  );
  expect(await world.night()).toMatchObject({ unclaimed: 0 });
  await world.owner.query(`update account_link set expires_at = now() - interval '20 days'`);
  expect(await world.night()).toMatchObject({ unclaimed: 2 });
  expect(await count('invitation')).toBe(0);
});

test('what vendors tell of somebody after they were forgotten goes in the next night, and a recording at its vendor', async () => {
  const { leadId, callId } = await world.closed('Robinie', 5);
  const { tenantId, db } = world;
  const begun = await db.inTenant(tenantId, (tx) =>
    beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret }),
  );
  if (!begun) throw new Error('no such lead');
  await eraseRows(db, { tenantId, ...begun });
  await db.inTenant(tenantId, (tx) => finishErasure(tx, begun.erasureId));
  expect(await world.night()).toMatchObject({ late: 0 });

  await world.owner.query(
    `insert into inbound_event (id, tenant_id, vendor, account, event_id, kind, lead_id, body)
     values ($1, $2, 'twilio', 'AC', 'late', 'call.recording', $3, '{"to":"Nachruf"}')`,
    [uuidV7(), tenantId, leadId],
  );
  await world.owner.query(
    `insert into recording (id, tenant_id, attempt_id, recording_sid, status, url, caused_by)
     values ($1, $2, $3, 'RE-late', 'completed', 'https://vendor.example/Nachruf', '{}')`,
    [uuidV7(), tenantId, callId],
  );
  expect(await world.night()).toMatchObject({ late: 2 });
  expect(await texts('Nachruf')).toEqual([]);
  expect(world.vendors.telephony.deleted).toContain('RE-late');
  const { rows } = await world.owner.query('select vendors from erasure where id = $1', [begun.erasureId]);
  expect(rows).toMatchObject([{ vendors: { twilio: { recording: { deleted: 3 } } } }]);
  expect(await world.night()).toMatchObject({ late: 0 });
  expect(world.vendors.telephony.deleted.filter((sid) => sid === 'RE-late')).toHaveLength(1);
});

test('an operator is told what would go, and nothing goes', async () => {
  await world.closed('Linde', 100);
  const env = { ...process.env, DATABASE_OWNER_URL: world.ownerUrl, LINK_SECRET: linkSecret };
  const main = new URL('../../cli/main.ts', import.meta.url).pathname;
  const leadline = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [main, 'retention', ...args], { env })).stdout;
  expect(await leadline('acts')).toMatch(
    /^acts: leads kept, calls 2, rows of messages \d+, rows of nobody 0\n$/,
  );
  expect(await texts('Linde')).toContain('message.text');
  await expect(leadline('nobody')).rejects.toThrow(/No tenant is called nobody/);
  await world.night();
  expect(await leadline()).toContain('acts: leads kept, calls 0, rows of messages 0, rows of nobody 0');
});

test('a tenant that says nothing of time keeps everything but what belongs to nobody', async () => {
  const silent = await retentionWorld({});
  try {
    await silent.closed('Zirbe', 4_000);
    expect(await silent.night()).toEqual({ late: 0, unclaimed: 0, recordings: 0, messages: 0, leads: 0 });
  } finally {
    await silent.close();
  }
});
