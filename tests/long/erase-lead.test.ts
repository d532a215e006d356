// A person is forgotten by the real workflow: journeys, ledger, rows, histories, vendors' copies.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { notifyPersonId } from '../../schema/contracts/notes.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type ErasureWorld, erasureWorld } from '../erasure/erasure-world.ts';
import { findEverywhere } from '../support/plant.ts';

let world: ErasureWorld;
beforeAll(async () => {
  world = await erasureWorld();
});
afterAll(() => world.close());

const journeyOf = (leadId: string) => leadJourneyId(world.tenantId, leadId);
const attemptsOf = (leadId: string) =>
  world.sql<{ id: string; call_sid: string | null }>(
    'select id, call_sid from call_attempt where lead_id = ?',
    [leadId],
  );

/** A lead who is being called, with a recording. */
const inCall = async (name: string): Promise<{ leadId: string; attemptId: string; callSid: string }> => {
  const leadId = await world.somebody({ name });
  await world.pump(leadId);
  const attempt = await waitUntil('the lead is called', async () =>
    (await attemptsOf(leadId)).find(({ call_sid }) => call_sid !== null),
  );
  const { id: attemptId, call_sid } = attempt;
  await world.sql(
    `insert into recording (id, tenant_id, attempt_id, recording_sid, status, url, caused_by)
     values (?, ?, ?, ?, 'completed', 'https://vendor.example/sound', '{}')`,
    [uuidV7(), world.tenantId, attemptId, `RE-${attemptId}`],
  );
  return { leadId, attemptId, callSid: call_sid ?? '' };
};

const endCall = async (leadId: string, attemptId: string): Promise<void> => {
  await world.sql(
    `update call_attempt set state = 'ended', outcome = 'answered', ended_at = now() where id = ?`,
    [attemptId],
  );
  const [{ fact_seq: seq = 0 } = {}] = await world.sql<{ fact_seq: number }>(
    'update lead set fact_seq = fact_seq + 1 where id = ? returning fact_seq',
    [leadId],
  );
  await world.sql(
    `insert into lead_fact (id, tenant_id, lead_id, seq, kind, ref, caused_by) values (?, ?, ?, ?, 'callEnded', ?, '{}')`,
    [uuidV7(), world.tenantId, leadId, seq, attemptId],
  );
  await world.pump(leadId);
};

test.concurrent('a live call is hung up and waited for, then everything goes: rows, histories, what vendors keep', {
  timeout: 120_000,
}, async () => {
  const { leadId, attemptId, callSid } = await inCall('Holunder Beispiel');
  const { erasureId } = await world.begin(leadId);
  await world.start(erasureId);
  await waitUntil('the call is hung up', async () => world.vendors.telephony.hungUp.includes(callSid));
  // until it has ended nothing is emptied: its outcome is still to be written
  expect(await findEverywhere(world.owner, 'Holunder')).not.toEqual([]);
  await endCall(leadId, attemptId);

  const report = await world.done(erasureId);
  expect(await findEverywhere(world.owner, 'Holunder')).toEqual([]);
  expect(world.vendors.telephony.deleted).toEqual(expect.arrayContaining([callSid, `RE-${attemptId}`]));
  expect(report.vendors).toMatchObject({
    twilio: { call: { deleted: 1 }, recording: { deleted: 1 } },
    resend: { email: { kept: 1 } },
  });
  expect(report.rows).toMatchObject({ lead: 1 });
  expect(report.runs).toBeGreaterThan(0);
  expect(await world.runsOf(journeyOf(leadId))).toBe(0);
});

test.concurrent('every run of everybody that the person was merged from goes, and of the notes to staff about them', {
  timeout: 120_000,
}, async () => {
  const calls = [await inCall('Sanddorn'), await inCall('Sanddorn')];
  const [a = '', b = ''] = calls.map(({ leadId }) => leadId);
  await world.merge(a, b);
  const noteId = uuidV7();
  await world.sql(
    `insert into staff_note (id, tenant_id, lead_id, kind, recipient, about_kind, about_id, remark, caused_by)
     values (?, ?, ?, 'handOff', 'agent', 'lead', ?, 'Sanddorn', '{}')`,
    [noteId, world.tenantId, a, a],
  );
  await world.engine.startNote({ tenantId: world.tenantId, noteId });
  const { erasureId, leadIds } = await world.begin(a);
  expect(leadIds.toSorted()).toEqual([a, b].toSorted());
  await world.start(erasureId);
  for (const { leadId, attemptId } of calls) await endCall(leadId, attemptId);
  await world.done(erasureId);
  for (const id of [journeyOf(a), journeyOf(b), notifyPersonId({ tenantId: world.tenantId, noteId })])
    expect(await world.runsOf(id)).toBe(0);
  expect(await findEverywhere(world.owner, 'Sanddorn')).toEqual([]);
});

/** A lead whose call the vendor has, and who has no journey: nothing of it is left to wait for. */
const called = async (): Promise<{ leadId: string; callSid: string }> => {
  const lead = await world.newLead({ name: 'Berberitze' });
  await world.activities.placeCall({ ...world.stamped(lead), cause: lead.form });
  return { leadId: lead.leadId, callSid: world.vendors.telephony.calls.at(-1)?.callSid ?? '' };
};

test('started again when all is done, it does nothing twice', async () => {
  const { leadId } = await called();
  const { erasureId } = await world.begin(leadId);
  await world.start(erasureId);
  const first = await world.done(erasureId);
  const asked = world.vendors.telephony.deleted.length;
  await world.start(erasureId);
  const again = world.client.workflow.getHandle(`erase/${world.tenantId}/${leadId}`);
  expect(await again.result()).toBe('done');
  expect(world.vendors.telephony.deleted.length).toBe(asked);
  const { vendors, rows } = await world.erasure(erasureId);
  expect({ vendors, rows }).toEqual({ vendors: first.vendors, rows: first.rows });
});

test('what is planned is called off, and a request that is on its way is waited for before its payload goes', async () => {
  const leadId = await world.somebody({ name: 'Schlehe' });
  const row = (state: string, lease: string) => [uuidV7(), world.tenantId, leadId, uuidV7(), state, lease];
  const insert = `insert into outbound (id, tenant_id, lead_id, key, kind, vendor, payload, payload_hash, intent_hash, state,
      lease_until, late_answers, caused_by, attempt)
    values (?, ?, ?, ?, 'email', 'resend', '{"to": "Schlehe"}', 'h', 'h', ?, ?::timestamptz, '[]', '{}', 1)`;
  const soon = new Date(Date.now() + 1_500);
  const planned = row('planned', 'now');
  const sending = row('sending', soon.toISOString());
  for (const values of [planned, sending]) await world.sql(insert, values);
  const { erasureId } = await world.begin(leadId);
  await world.start(erasureId);
  const stateOf = async (id: string) =>
    (
      await world.sql<{ state: string; reason: string; payload: unknown }>(
        'select state, reason, payload from outbound where id = ?',
        [id],
      )
    )[0];
  await waitUntil(
    'the plan is called off',
    async () => (await stateOf(String(planned[0])))?.state === 'cancelled',
    {
      everyMs: 10,
    },
  );
  const meanwhile = await stateOf(String(sending[0]));
  expect(Date.now() < soon.getTime() ? meanwhile?.payload : 'late').not.toBeNull();
  await world.done(erasureId);
  expect(Date.now()).toBeGreaterThan(soon.getTime());
  expect(await stateOf(String(planned[0]))).toEqual({ state: 'cancelled', reason: 'erased', payload: null });
  expect(await stateOf(String(sending[0]))).toEqual({ state: 'unknown', reason: 'erased', payload: null });
});

test('a call that may have been placed is looked for at the vendor, and deleted there', async () => {
  world.vendors.telephony.next.push('dropped');
  const { leadId, callSid } = await called();
  await world.expireLeases();
  const { erasureId } = await world.begin(leadId);
  await world.start(erasureId);
  const { vendors } = await world.done(erasureId);
  expect(world.vendors.telephony.deleted).toContain(callSid);
  expect(vendors).toMatchObject({ twilio: { call: { deleted: 1 } } });
});

test('a vendor that is away, or has not done with a call yet, is asked again, and what it refuses is reported', async () => {
  const [first, second] = [await called(), await called()];
  world.vendors.telephony.next.push('limited', 'lost');
  const { erasureId } = await world.begin(first.leadId);
  const erasures = world.client.workflow.getHandle(`erase/${world.tenantId}/${first.leadId}`);
  await world.start(erasureId);
  await waitUntil('it was turned away', async () => world.vendors.telephony.next.length === 1);
  expect((await world.erasure(erasureId)).state).toBe('asked');
  await erasures.terminate();
  // as after a crash: begun anew, it goes on where it was
  await world.start(erasureId);
  await waitUntil('it got no answer', async () => world.vendors.telephony.next.length === 0);
  await erasures.terminate();
  await world.sql(`update outbound set lease_until = now() - interval '1 second' where kind = 'erasure'`);
  await world.start(erasureId);
  expect((await world.done(erasureId)).vendors).toMatchObject({ twilio: { call: { deleted: 1, kept: 0 } } });

  world.vendors.telephony.next.push('refused');
  const other = await world.begin(second.leadId);
  await world.start(other.erasureId);
  expect((await world.done(other.erasureId)).vendors).toMatchObject({
    twilio: { call: { deleted: 0, kept: 1 } },
  });
});
