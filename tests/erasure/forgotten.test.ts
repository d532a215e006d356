// What outlives a person who is erased, on real rows: who was barred stays barred, and nobody else is known again.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { addDoNotCall } from '../../schema/database/leads/do-not-call.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { createAppointmentLink } from '../../schema/database/routing/links.ts';
import { type MergeWorld, mergeWorld } from '../merge/merge-world.ts';
import { findEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';

let world: MergeWorld;
let owner: pg.Pool;
beforeAll(async () => {
  world = await mergeWorld();
  owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
});
afterAll(async () => {
  await owner.end();
  await world.drop();
});

const begin = (leadId: string) => {
  const { db, tenantId } = world;
  return db.inTenant(tenantId, (tx) =>
    beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret }),
  );
};

const erase = async (leadId: string): Promise<string[]> => {
  const begun = await begin(leadId);
  if (!begun) throw new Error('no such lead');
  await eraseRows(world.db, { tenantId: world.tenantId, ...begun });
  return begun.leadIds;
};

const bars = (leadId: string) =>
  world.db.inTenant(world.tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    if (!lead) throw new Error('no such lead');
    const { phoneBar, addressBar } = await contactFacts(tx, lead, linkSecret);
    return { phoneBar, addressBar };
  });

const optOut = (leadId: string) =>
  world.db.inTenant(world.tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    const causedBy = { kind: 'system', id: leadId } as const;
    if (lead) await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
  });

test('who opted out is erased, and stays opted out when they come back as somebody new', async () => {
  const who = { phone: '+447700900701', email: 'quitte@lead.example', name: 'Quitte Quendel' };
  const before = await world.enquire(who);
  await optOut(before.leadId);
  await erase(before.leadId);
  for (const word of ['Quendel', '7700900701', 'quitte@'])
    expect(await findEverywhere(owner, word)).toEqual([]);

  const after = await world.enquire(who);
  expect(after).toMatchObject({ outcome: 'new' });
  expect(after.leadId).not.toBe(before.leadId);
  expect(await bars(after.leadId)).toEqual({ phoneBar: 'optedOut', addressBar: 'optedOut' });
});

test('a number on the do-not-call list leaves it with its owner, and is not called all the same', async () => {
  const { db, tenantId } = world;
  const number = '+447700900702';
  const { leadId } = await world.enquire({ phone: number });
  await db.inTenant(tenantId, (tx) =>
    addDoNotCall(tx, { tenantId, number, reason: 'asked', by: { kind: 'staff', id: 'admin' } }),
  );
  await erase(leadId);
  expect(await findEverywhere(owner, '7700900702')).toEqual([]);
  const again = await world.enquire({ phone: number });
  expect(await bars(again.leadId)).toEqual({ phoneBar: 'doNotCall', addressBar: null });
});

test('who was not barred is somebody new, of whom nothing is remembered', async () => {
  const who = { phone: '+447700900703', email: 'hasel@lead.example' };
  const { leadId } = await world.enquire(who);
  await erase(leadId);
  const again = await world.enquire(who);
  expect(again.outcome).toBe('new');
  expect(await bars(again.leadId)).toEqual({ phoneBar: null, addressBar: null });
  expect(await world.facts(again.leadId)).toEqual(['formSubmitted']);
});

test('from the moment that it is asked for the person is known by nothing, though their rows are still there', async () => {
  const who = { phone: '+447700900704' };
  const { leadId } = await world.enquire(who);
  await begin(leadId);
  expect((await world.enquire(who)).outcome).toBe('new');
  expect((await world.lead(leadId)).phone).toBe(who.phone);
});

test('every lead that the person was merged from is erased with them, whichever is named', async () => {
  const [a, b, c] = [
    await world.somebody({ name: 'Wacholder' }),
    await world.somebody({ name: 'Wacholder' }),
    await world.somebody({ name: 'Wacholder' }),
  ];
  await world.merge(a, b);
  await world.merge(b, c);
  const leadIds = await erase(a);
  expect(leadIds.toSorted()).toEqual([a, b, c].toSorted());
  expect(await findEverywhere(owner, 'Wacholder')).toEqual([]);
  for (const leadId of [a, b, c]) expect(await world.facts(leadId)).toContain('erased');
});

test('links that were signed for the person open nothing any more', async () => {
  const { db, tenantId } = world;
  const leadId = await world.somebody();
  const link = { tenantId, leadId, publicBaseUrl: 'https://x.example' };
  await db.inTenant(tenantId, (tx) => createAppointmentLink(tx, link));
  const tokens = () => owner.query('select from routing.token where ref = $1', [leadId]);
  expect((await tokens()).rowCount).toBe(1);
  await erase(leadId);
  expect((await tokens()).rowCount).toBe(0);
});

test('a fact that comes late starts no journey for somebody who is forgotten', async () => {
  const leadId = await world.somebody();
  await begin(leadId);
  const starts: unknown[] = [];
  await deliverFacts(world.db, { tenantId: world.tenantId, leadId }, async ({ kind, start }) => {
    starts.push([kind, start]);
    return 'closed';
  });
  expect(starts).toEqual([
    ['formSubmitted', null],
    ['erased', null],
  ]);
});

test('an enquiry that waits for the lock of a lead that is being forgotten is somebody new', async () => {
  const { db, tenantId } = world;
  const who = { phone: '+447700900705' };
  const { leadId } = await world.enquire(who);
  let enquiry: ReturnType<typeof world.enquire> | undefined;
  await db.inTenant(tenantId, async (tx) => {
    await lockLead(tx, leadId);
    enquiry = world.enquire(who);
    const waits = () =>
      owner.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%from lead l%'`,
      );
    while ((await waits()).rowCount === 0) await new Promise(setImmediate);
    await beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret });
  });
  expect(await enquiry).toMatchObject({ outcome: 'new' });
});

test('nothing more goes out, and what was planned is skipped', async () => {
  const lead = await world.newLead();
  await begin(lead.leadId);
  await world.activities.placeCall({ ...world.stamped(lead), cause: lead.form });
  await world.activities.welcome({ ...world.stamped(lead), cause: lead.form });
  expect(await world.actions(lead)).toMatchObject([
    { state: 'skipped', reason: 'erased' },
    { state: 'skipped', reason: 'erased' },
  ]);
  expect(world.vendors.telephony.calls).toEqual([]);
});
