// placing a call and finding out what became of it, against PostgreSQL, with a vendor that misbehaves
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveCall } from '../../schema/database/calls/receive-call.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld((settings) => ({
    ...settings,
    calling: { ...settings.calling, lookUpAfter: '10 minutes' },
  }));
});
afterAll(() => world.drop());

const place = (lead: TestLead, cause = lead.form) =>
  world.activities.placeCall({ ...world.stamped(lead), cause });
const placedId = (result: Awaited<ReturnType<typeof place>>): string => {
  if (!('attemptId' in result)) throw new Error(`not placed: ${JSON.stringify(result)}`);
  return result.attemptId;
};
const reconcile = (lead: TestLead, attemptId: string) =>
  world.activities.reconcileCall({ ...world.stamped(lead), attemptId });
const afterCall = (lead: TestLead, attemptId: string) =>
  world.activities.afterCall({ ...world.stamped(lead), attemptId });
const callsTo = (lead: TestLead) =>
  world.vendors.telephony.calls.filter(({ asked }) => asked.to === lead.phone);
const attempts = (lead: TestLead) =>
  world.sql<{ id: string; state: string; outcome: string | null; placed_at: string | null }>(
    'select * from call_attempt where lead_id = ? order by created_at, id',
    [lead.leadId],
  );
const will = (...behaviours: typeof world.vendors.telephony.next) =>
  world.vendors.telephony.next.splice(0, Infinity, ...behaviours);
const askForCall = async (lead: TestLead, at: string | null = null, kind: 'staff' | 'model' = 'staff') => {
  const { tenantId, leadId } = lead;
  const commandId = await world.db.inTenant(tenantId, (tx) =>
    acceptCommand(tx, {
      tenantId,
      leadId,
      name: 'requestCall',
      arguments: { at },
      actor: { kind, id: 'agent' },
    }),
  );
  const { outcome } = await world.activities.applyCommand({ ...world.stamped(lead), commandId });
  return { cause: { kind: 'command', id: commandId } as const, outcome };
};

describe('a call', () => {
  test('is placed once for one cause, however often it is asked for', async () => {
    const lead = await world.newLead();
    const first = await place(lead);
    expect(await place(lead)).toMatchObject({ kind: 'placed', attemptId: placedId(first) });
    expect(callsTo(lead)).toHaveLength(1);
    expect(await attempts(lead)).toMatchObject([{ state: 'queued', placed_at: expect.any(String) }]);
  });

  test('that nobody tells of is looked up when the tenant says so, and from then on every minute', async () => {
    const lead = await world.newLead();
    const placed = await place(lead);
    const looksIn = ({ guardAt }: { guardAt: string }) => Date.parse(guardAt) - Date.now();
    expect(looksIn(placed as { guardAt: string })).toBeGreaterThan(600_000);
    const open = await reconcile(lead, placedId(placed));
    expect(open).toMatchObject({ kind: 'open' });
    expect(looksIn(open as { guardAt: string })).toBeLessThanOrEqual(60_000);
  });

  test('asked for five times at once rings once', async () => {
    const lead = await world.newLead();
    await Promise.allSettled(Array.from({ length: 5 }, () => place(lead)));
    await world.expireLeases();
    await place(lead);
    expect(callsTo(lead)).toHaveLength(1);
  });

  test('turned away for now is tried again as the same attempt', async () => {
    const lead = await world.newLead();
    will('limited');
    await expect(place(lead)).rejects.toMatchObject({ code: '429' });
    expect(await place(lead)).toMatchObject({ kind: 'placed' });
    expect(await attempts(lead)).toHaveLength(1);
  });

  test('whose process died after the request is found, not repeated', async () => {
    const lead = await world.newLead();
    will('dies');
    await expect(place(lead)).rejects.toThrow('died');
    const waiting = await place(lead);
    expect(callsTo(lead)).toHaveLength(1);
    await world.expireLeases();
    expect(await reconcile(lead, placedId(waiting))).toMatchObject({ kind: 'open' });
    expect(callsTo(lead)).toHaveLength(1);
    expect(await world.actions(lead)).toMatchObject([{ state: 'sent', attempt: 1 }]);
  });

  test('that left no trace at the vendor is a step of the ladder: the next one waits its time', async () => {
    const lead = await world.newLead();
    will('lost');
    const attemptId = placedId(await place(lead));
    expect(await reconcile(lead, attemptId)).toMatchObject({ kind: 'open' });
    await world.expireLeases();
    expect(await reconcile(lead, attemptId)).toEqual({ kind: 'ended' });
    expect(await world.actions(lead)).toMatchObject([{ state: 'skipped', reason: 'provenAbsent' }]);
    const next = await afterCall(lead, attemptId);
    expect(next).toMatchObject({ to: 'call', at: expect.any(String) });
    expect(Date.parse(next.at ?? '') - Date.now()).toBeGreaterThan(30_000);
  });

  test('heard of by its callbacks alone counts as placed, and leaves no action open', async () => {
    const lead = await world.newLead();
    will('dropped');
    const attemptId = placedId(await place(lead));
    const callSid = callsTo(lead)[0]?.callSid ?? '';
    await world.db.inTenant(lead.tenantId, (tx) =>
      recordCallProgress(tx, {
        tenantId: lead.tenantId,
        attemptId,
        account: 'AC',
        callSid,
        status: 'no-answer',
        sequence: 3,
        at: new Date(),
        eventKey: `${callSid}:no-answer`,
      }),
    );
    expect(await place(lead)).toEqual({ kind: 'ended', attemptId });
    const next = await afterCall(lead, attemptId);
    expect(Date.parse(next.at ?? '') - Date.now()).toBeGreaterThan(30_000);
    expect(await world.actions(lead)).toMatchObject([{ state: 'sent' }]);
    expect(await attempts(lead)).toMatchObject([{ placed_at: expect.any(String) }]);
  });

  test('that ended before it could be hung up leaves no action open', async () => {
    const lead = await world.newLead();
    const attemptId = placedId(await place(lead));
    will('limited');
    const asked = () => world.activities.hangUp({ ...world.stamped(lead), attemptId });
    await expect(asked()).rejects.toMatchObject({ code: '429' });
    await world.sql('update call_attempt set ended_at = now() where id = ?', [attemptId]);
    expect(await asked()).toEqual({ kind: 'done' });
    expect((await world.actions(lead)).find(({ key }) => key.startsWith('hangup:'))).toMatchObject({
      state: 'skipped',
      reason: 'callEnded',
    });
  });

  test('decided against after it was turned away ends, and nothing stays open', async () => {
    const lead = await world.newLead();
    will('limited');
    await expect(place(lead)).rejects.toThrow();
    await world.sql('update lead set opted_out_at = now() where id = ?', [lead.leadId]);
    const attemptId = placedId(await place(lead));
    expect(await attempts(lead)).toMatchObject([{ id: attemptId, state: 'ended', outcome: 'skipped' }]);
    expect(await world.actions(lead)).toMatchObject([{ state: 'skipped', reason: 'optedOut' }]);
    expect(await afterCall(lead, attemptId)).toMatchObject({ to: 'closed' });
    expect(callsTo(lead)).toHaveLength(0);
  });
});

test('an opt-out heard in a talk that could not be commanded is carried out when the call has ended', async () => {
  const lead = await world.newLead();
  const attemptId = placedId(await place(lead));
  await world.sql(
    "update call_attempt set outcome = 'optedOut', state = 'ended', ended_at = now() where id = ?",
    [attemptId],
  );
  expect(await afterCall(lead, attemptId)).toMatchObject({ to: 'closed', because: 'optedOut' });
  const [row] = await world.sql<{ status: string; opted_out_at: string | null }>(
    'select status, opted_out_at from lead where id = ?',
    [lead.leadId],
  );
  expect(row).toMatchObject({ status: 'opted_out', opted_out_at: expect.any(String) });
  const bars = await world.sql('select kind from suppression where lead_id = ? order by kind', [lead.leadId]);
  expect(bars).toEqual([{ kind: 'email' }, { kind: 'phone' }]);
});

test('a call on its way to the vendor while the lead calls us is hung up there, once', async () => {
  const lead = await world.newLead();
  await world.sql(
    "insert into lead_identity (id, tenant_id, lead_id, kind, value) values (?, ?, ?, 'phone', ?)",
    [crypto.randomUUID(), lead.tenantId, lead.leadId, lead.phone],
  );
  const { port, hungUp } = world.vendors.telephony;
  const { placeCall } = port;
  port.placeCall = async (asked) => {
    const placed = await placeCall(asked);
    await world.db.inTenant(lead.tenantId, (tx) =>
      receiveCall(tx, {
        ...{ tenantId: lead.tenantId, account: 'AC', callSid: `CAin-${lead.leadId}`, to: asked.from },
        ...{ from: { number: lead.phone, country: null }, language: 'en', messageOnly: false, assignTo: [] },
      }),
    );
    return placed;
  };
  const result = await place(lead).finally(() => Object.assign(port, { placeCall }));
  expect(result).toMatchObject({ kind: 'ended' });
  expect(await place(lead)).toEqual(result);
  expect(hungUp.filter((sid) => sid === callsTo(lead)[0]?.callSid)).toHaveLength(1);
});

test('a message taken while the office is closed is told apart from a talk: a call-back is owed after it', async () => {
  const ended = async (messageOnly: boolean) => {
    const { tenantId } = world;
    const callSid = `CAin-${crypto.randomUUID()}`;
    const call = { account: 'AC', callSid, from: null, to: '+442079460000', language: 'en', assignTo: [] };
    const taken = await world.db.inTenant(tenantId, (tx) =>
      receiveCall(tx, { ...call, tenantId, messageOnly }),
    );
    if (taken.kind !== 'received') throw new Error('not received');
    const { attemptId, lead } = taken;
    await world.sql("update call_attempt set ended_at = now(), outcome = 'answered' where id = ?", [
      attemptId,
    ]);
    return world.activities.afterCall({ ...world.stamped(lead), attemptId });
  };
  expect(await ended(true)).toMatchObject({ to: 'summarise', messageOnly: true });
  expect(await ended(false)).not.toHaveProperty('messageOnly');
});

describe('a call for another cause', () => {
  test('takes the place of one that never left', async () => {
    const lead = await world.newLead();
    will('limited');
    await expect(place(lead)).rejects.toThrow();
    const cause = { kind: 'fact', id: crypto.randomUUID() } as const;
    expect(await place(lead, cause)).toMatchObject({ kind: 'placed' });
    expect(await attempts(lead)).toMatchObject([
      { state: 'ended', outcome: 'skipped' },
      { state: 'queued', outcome: null },
    ]);
    expect((await world.actions(lead)).map(({ state }) => state)).toEqual(['cancelled', 'sent']);
    expect(await place(lead)).toMatchObject({ kind: 'ended' });
    expect(callsTo(lead)).toHaveLength(1);
  });

  test('asked for by staff is not refused because of one that never left', async () => {
    const lead = await world.newLead();
    will('limited');
    await expect(place(lead)).rejects.toThrow();
    const { cause, outcome } = await askForCall(lead);
    expect(outcome).toEqual({ status: 'done', code: 'callPlanned' });
    expect(await place(lead, cause)).toMatchObject({ kind: 'placed' });
    expect(callsTo(lead)).toHaveLength(1);
  });

  test('does not wait for ever for the end of one whose callbacks were lost', async () => {
    const lead = await world.newLead();
    await place(lead);
    const cause = { kind: 'fact', id: crypto.randomUUID() } as const;
    expect(await place(lead, cause)).toMatchObject({ kind: 'at', because: 'callRunning' });
    Object.assign(callsTo(lead)[0] ?? {}, { status: 'no-answer', endedAt: new Date().toISOString() });
    await place(lead, cause);
    expect(await attempts(lead)).toMatchObject([{ state: 'ended', outcome: 'noAnswer' }]);
  });

  test('of a running call is refused to staff', async () => {
    const lead = await world.newLead();
    await place(lead);
    expect((await askForCall(lead)).outcome).toEqual({ status: 'refused', code: 'callRunning' });
  });

  test('of a lead that comes back opens the lead before the vendor is asked', async () => {
    const lead = await world.newLead({ closedAt: new Date(), closeReason: 'done', step: 'closed' });
    will('dropped');
    await place(lead);
    const [row] = await world.sql<{ closed_at: string | null }>('select closed_at from lead where id = ?', [
      lead.leadId,
    ]);
    expect(row?.closed_at).toBeNull();
  });
});

test('a call-back that the lead asked for is the consent to that call, and to no other', async () => {
  const lead = await world.newLead();
  await world.sql('update lead_consent set given = false where lead_id = ?', [lead.leadId]);
  expect(await place(lead)).toMatchObject({ kind: 'never', because: 'consentMissing' });
  const { cause, outcome } = await askForCall(lead, null, 'model');
  expect(outcome).toMatchObject({ status: 'done', code: 'callPlanned' });
  const attemptId = placedId(await place(lead, cause));
  await world.sql(
    "update call_attempt set outcome = 'noAnswer', state = 'ended', ended_at = now() where id = ?",
    [attemptId],
  );
  expect(await afterCall(lead, attemptId)).toMatchObject({ to: 'followUp', because: 'consentMissing' });
});

describe('why there is no further call', () => {
  const decided = (lead: TestLead) =>
    world.sql<{ verdict: string; reason: string; rule: string; caused_by: object; policy_version: number }>(
      'select verdict, reason, rule, caused_by, policy_version from decision where lead_id = ? order by id',
      [lead.leadId],
    );

  test('is kept as a decision when the call before it says so', async () => {
    const lead = await world.newLead();
    const attemptId = placedId(await place(lead));
    await world.sql(
      "update call_attempt set outcome = 'declined', state = 'ended', ended_at = now() where id = ?",
      [attemptId],
    );
    expect(await afterCall(lead, attemptId)).toMatchObject({ because: 'declined' });
    expect((await decided(lead)).at(-1)).toEqual({
      ...{ verdict: 'never', reason: 'declined', rule: 'call.ladder', policy_version: 1 },
      caused_by: { kind: 'call', id: attemptId },
    });
  });

  test('is kept as a decision when one that was asked for is refused', async () => {
    const lead = await world.newLead();
    await world.sql('update lead_consent set given = false where lead_id = ?', [lead.leadId]);
    const { cause, outcome } = await askForCall(lead);
    expect(outcome).toMatchObject({ status: 'refused', code: 'callRefused' });
    expect(await decided(lead)).toMatchObject([
      { verdict: 'never', reason: 'consentMissing', rule: 'call.consent', caused_by: cause },
    ]);
  });
});

test('decisions hold neither the name nor the number nor the address', async () => {
  const lead = await world.newLead();
  await place(lead);
  await world.activities.welcome({ ...world.stamped(lead), cause: lead.form });
  const decisions = await world.sql<object>('select * from decision where lead_id = ?', [lead.leadId]);
  expect(decisions).toHaveLength(2);
  const text = JSON.stringify(decisions);
  for (const secret of ['Ada', lead.phone.slice(1), 'lead.example']) expect(text).not.toContain(secret);
});
