// what people do in the calendar itself, from the sandbox's Graph over the api into PostgreSQL
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, mailbox, openWatchWorld, type WatchWorld } from './watch-world.ts';

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld((settings) => ({
    ...settings,
    reminders: [{ before: '1 hour', to: ['lead', 'staff'] }],
    appointments: { ...settings.appointments, watch: { attendance: true } },
  }));
});
afterAll(() => world.close());

const graph = async () =>
  (await world.sandbox.state('graph')) as {
    subscriptions: { id: string; resource: string; expiresAt: number }[];
    events: { id: string; cancelled: boolean; startAt: string; joinUrl: string }[];
  };
const watchRow = async () =>
  (await world.sql<Record<string, unknown>>(`select * from calendar_watch where staff_key = 'agent'`))[0] ??
  {};
const startOf = ({ starts_at }: { starts_at: string }) => new Date(starts_at).toISOString();
const forgetFaults = () => fetch(`${world.sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
const fault = (operation: string, kind: string, times = 1) =>
  world.sandbox.admin('faults', { vendor: 'graph', operation, kind, times });

describe('a subscription', () => {
  test('is made once, through the ledger, and everything is read that happened before it', async () => {
    expect(await world.tend()).toMatchObject({ did: ['subscribed', 'readWhole'], because: 'reading' });
    expect(await world.tend()).toMatchObject({ did: [] });
    expect((await graph()).subscriptions).toMatchObject([{ resource: `users/${mailbox}/events` }]);
    expect(await world.sql(`select state from outbound where kind = 'subscription'`)).toMatchObject([
      { state: 'sent' },
    ]);
  });

  test('is renewed when the vendor asks for it, and stays the same one', async () => {
    const { subscription_id: id, expires_at: before } = await watchRow();
    await world.sandbox.admin(`graph/subscriptions/${id}/lifecycle`, {
      lifecycleEvent: 'reauthorizationRequired',
    });
    await expect.poll(async () => (await world.tend()).did).toContain('renewed');
    const after = await watchRow();
    expect(after.subscription_id).toBe(id);
    expect(Date.parse(String(after.expires_at))).toBeGreaterThanOrEqual(Date.parse(String(before)));
  });

  test('that was removed is made anew, and the calendar is read for what was not told', async () => {
    const { subscription_id: id } = await watchRow();
    await world.sandbox.admin(`graph/subscriptions/${id}/lifecycle`, {
      lifecycleEvent: 'subscriptionRemoved',
    });
    await expect.poll(async () => (await world.tend()).did).toContain('subscribed');
    expect((await watchRow()).subscription_id).not.toBe(id);
    expect((await graph()).subscriptions).toHaveLength(1);
  });

  test('whose making was accepted and then dropped is found, not made again', async () => {
    const { subscription_id: id } = await watchRow();
    await world.sandbox.admin(`graph/subscriptions/${id}/lifecycle`, {
      lifecycleEvent: 'subscriptionRemoved',
    });
    await expect
      .poll(() =>
        world.sql(`select from calendar_notice where kind = 'subscriptionRemoved' and handled_at is null`),
      )
      .toHaveLength(1);
    await fault('subscriptions.create', 'acceptThenDrop');
    await expect(world.tend()).rejects.toThrow();
    await world.expireLeases();
    expect((await world.tend()).did).toEqual(['subscribed', 'readChanges']);
    expect((await graph()).subscriptions).toHaveLength(1);
    expect((await watchRow()).subscription_id).toBe((await graph()).subscriptions[0]?.id);
    await forgetFaults();
  });

  test('that is gone without a word is noticed at its renewal', async () => {
    const { subscription_id: id } = await watchRow();
    await world.sandbox.admin(`graph/subscriptions/${id}/lifecycle`, {
      lifecycleEvent: 'subscriptionRemoved',
    });
    await expect
      .poll(() =>
        world.sql(`select from calendar_notice where kind = 'subscriptionRemoved' and handled_at is null`),
      )
      .toHaveLength(1);
    await world.sql(`update calendar_notice set handled_at = now()`);
    await world.sql(`update calendar_watch set renew_wanted = true`);
    expect((await world.tend()).did.slice(0, 2)).toEqual(['subscriptionGone', 'subscribed']);
  });
});

describe('a meeting that somebody moves in Outlook', () => {
  test('moves here: a new version that is not written back, with a fact for the journey, and the link stays', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    const before = await world.appointment(booked.id);
    const to = later(booked.startAt);
    await world.inOutlook(booked, 'move-as-organiser', to);
    await world.noticed(booked);
    expect(await world.tend()).toMatchObject({ did: ['noticesHandled'], changed: 1 });
    const row = await world.appointment(booked.id);
    expect(row).toMatchObject({ state: 'confirmed', v: 2, arranged_v: 2, booked_by: 'outlook' });
    expect(startOf(row)).toBe(to.startAt);
    expect(row.join_url).toBe(before.join_url);
    expect(await world.facts(lead)).toEqual(['appointmentChanged']);
    const arranged = await world.activities.arrangeMeeting({
      ...world.stamped(lead, 'attend'),
      appointmentId: booked.id,
      v: 1,
    });
    const reminder = new Date(Date.parse(to.startAt) - 3_600_000).toISOString();
    expect(arranged).toMatchObject({ kind: 'arranged', v: 2, next: { at: reminder, what: 'remind' } });
    expect(await world.tend()).toMatchObject({ changed: 0 });
    expect(await world.facts(lead)).toEqual(['appointmentChanged']);
  });

  test('is found when its notification was lost, and counts once when it was told twice', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await fault('notification', 'lostCallback');
    await world.inOutlook(booked, 'move-as-organiser', later(booked.startAt));
    await world.sql(`update calendar_watch set read_at = now() - interval '1 day'`);
    expect(await world.tend()).toMatchObject({ did: ['readChanges'], changed: 1 });
    await fault('notification', 'duplicateCallback');
    await world.inOutlook(booked, 'move-as-organiser', later(booked.startAt, 30));
    await world.noticed(booked);
    expect(await world.tend()).toMatchObject({ changed: 1 });
    expect(await world.appointment(booked.id)).toMatchObject({ v: 3, arranged_v: 3 });
    expect(await world.facts(lead)).toEqual(['appointmentChanged', 'appointmentChanged']);
    await forgetFaults();
  });

  test('may stand where somebody else is met: a person has decided so', async () => {
    const [one, other] = [await world.newLead(), await world.newLead()];
    const [first, second] = [await world.book(one), await world.book(other)];
    await world.inOutlook(second, 'move-as-organiser', later(first.startAt, 0));
    await world.noticed(second);
    await world.tend();
    expect(startOf(await world.appointment(second.id))).toBe(first.startAt);
  });

  test('while our own change is on its way is looked at again, and ours wins', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    const to = later(booked.startAt, 30).startAt;
    expect(
      await world.command(lead, 'rescheduleAppointment', { appointmentId: booked.id, startAt: to }),
    ).toBe('rescheduled');
    await world.inOutlook(booked, 'move-as-organiser', later(booked.startAt, 5));
    await world.noticed(booked);
    expect(await world.tend()).toMatchObject({ changed: 0, because: 'ownChange' });
    // the longer it is under way, the longer it is let be
    await world.sql(`update appointment set booked_at = now() - interval '5 hours' where id = ?`, [
      booked.id,
    ]);
    const { at } = await world.tend();
    expect(Date.parse(at) - Date.now()).toBeGreaterThan(20 * 60_000);
    await world.activities.arrangeMeeting({
      ...world.stamped(lead, 'attend'),
      appointmentId: booked.id,
      v: 2,
    });
    expect(await world.tend()).toMatchObject({ changed: 0 });
    expect(startOf(await world.appointment(booked.id))).toBe(to);
    expect(await world.facts(lead)).toEqual([]);
  });

  test('is told to the lead by us only where the calendar does not', async () => {
    const lead = await world.newLead({ email: null } as never);
    const booked = await world.book(lead);
    await world.sql('update lead set email = ? where id = ?', ['later@lead.example', lead.leadId]);
    await world.inOutlook(booked, 'move-as-organiser', later(booked.startAt));
    await world.noticed(booked);
    await world.tend();
    for (let i = 0; i < 2; i += 1)
      await world.activities.arrangeMeeting({
        ...world.stamped(lead, 'attend'),
        appointmentId: booked.id,
        v: 2,
      });
    const mails = (await world.actions(lead)).filter(({ key }) => key.startsWith('moved:'));
    expect(mails).toMatchObject([{ state: 'sent', attempt: 1 }]);
  });
});

test('however many notices came while nobody was there, all are seen to at once, past those that wait for us', async () => {
  const [one, other] = [await world.newLead(), await world.newLead()];
  const [waits, moved] = [await world.book(one), await world.book(other)];
  const startAt = later(waits.startAt, 30).startAt;
  await world.command(one, 'rescheduleAppointment', { appointmentId: waits.id, startAt });
  await world.sql(
    `insert into calendar_notice (id, tenant_id, watch_id, inbound_event_id, kind, event_id)
     select ('0' || substr(gen_random_uuid()::text, 2))::uuid, tenant_id, id, gen_random_uuid(), 'changed', ?
     from calendar_watch, generate_series(1, 120) where staff_key = 'agent'`,
    [waits.eventId],
  );
  await fault('notification', 'lostCallback');
  await world.inOutlook(moved, 'move-as-organiser', later(moved.startAt));
  await world.sql(
    `insert into calendar_notice (id, tenant_id, watch_id, inbound_event_id, kind, event_id)
     select 'ffffffff-0000-7000-8000-000000000000', tenant_id, id, gen_random_uuid(), 'changed', ?
     from calendar_watch where staff_key = 'agent'`,
    [moved.eventId],
  );
  expect(await world.tend()).toMatchObject({ changed: 1, because: 'ownChange' });
  expect(await world.appointment(moved.id)).toMatchObject({ v: 2 });
  await forgetFaults();
  // no longer under way: the tests after this one have nothing to wait for
  await world.activities.arrangeMeeting({
    ...world.stamped(one, 'attend'),
    appointmentId: waits.id,
    v: 2,
  });
});

describe('a meeting that is taken out of the calendar', () => {
  test('by the consultant is cancelled here, frees its slot, and leads to another offer', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await world.inOutlook(booked, 'cancel-as-organiser');
    await world.noticed(booked);
    await world.tend();
    expect(await world.appointment(booked.id)).toMatchObject({
      state: 'cancelled',
      v: 2,
      arranged_v: 2,
      cancel_reason: 'cancelledInCalendar',
    });
    expect(await world.sql('select status from lead where id = ?', [lead.leadId])).toMatchObject([
      { status: 'qualified' },
    ]);
    const input = { ...world.stamped(lead, 'attend'), appointmentId: booked.id, v: 2 };
    const onward = await world.activities.arrangeMeeting(input);
    expect(onward).toMatchObject({ kind: 'onward', to: 'schedule', status: 'qualified' });
    const cause = { kind: 'appointment', id: booked.id } as const;
    await world.activities.offerSlots({ ...world.stamped(lead, 'schedule'), cause });
    const keys = (await world.actions(lead)).map(({ key }) => key);
    expect(keys).toContain(`again:${booked.id}:appointmentCancelled`);
  });

  test('is found by a whole reading when nothing was ever told', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await fault('notification', 'lostCallback');
    await world.inOutlook(booked, 'cancel-as-organiser');
    await world.sql(`update calendar_watch set read_wanted = true, delta_link = null`);
    expect(await world.tend()).toMatchObject({ did: ['readWhole'], changed: 1 });
    expect(await world.appointment(booked.id)).toMatchObject({ state: 'cancelled' });
    await forgetFaults();
  });

  test('is found when it was made and taken away between two readings, of which nothing tells', async () => {
    const lead = await world.newLead();
    await world.sql(`update calendar_watch set read_at = now() - interval '1 day'`);
    expect((await world.tend()).did).toContain('readChanges');
    const booked = await world.book(lead);
    await fault('notification', 'lostCallback');
    await world.inOutlook(booked, 'cancel-as-organiser');
    await world.sql(`update calendar_watch set read_at = now() - interval '1 day'`);
    expect(await world.tend()).toMatchObject({ did: ['readChanges'], changed: 1 });
    expect(await world.appointment(booked.id)).toMatchObject({ state: 'cancelled' });
    await forgetFaults();
  });

  test('because the lead declined is cancelled for both, and taken out by us', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await world.inOutlook(booked, 'respond', {
      attendee: `${lead.leadId}@lead.example`,
      response: 'declined',
    });
    await world.noticed(booked);
    await world.tend();
    expect(await world.appointment(booked.id)).toMatchObject({
      state: 'cancelled',
      arranged_v: 1,
      cancel_reason: 'declinedByLead',
    });
    const input = { ...world.stamped(lead, 'attend'), appointmentId: booked.id, v: 2 };
    await world.activities.arrangeMeeting(input);
    expect((await graph()).events.find(({ id }) => id === booked.eventId)).toMatchObject({ cancelled: true });
  });

  test.each(['optOut', 'close'] as const)(
    'is so by us after %s, with its slot freed, though no journey attends to it',
    async (name) => {
      const lead = await world.newLead();
      const booked = await world.book(lead);
      await world.command(lead, name, { reason: null });
      expect(await world.appointment(booked.id)).toMatchObject({ state: 'cancelled', arranged_v: 1 });
      expect((await world.tend()).did).toContain('meetingsCancelled');
      expect((await graph()).events.find(({ id }) => id === booked.eventId)).toMatchObject({
        cancelled: true,
      });
      expect((await world.tend()).did).not.toContain('meetingsCancelled');
    },
  );
});

describe('an attendance report', () => {
  const isOver = (id: string) =>
    world.sql(
      `update appointment set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour',
       placed_by_hand = true where id = ?`,
      [id],
    );
  const commands = (lead: { leadId: string }) =>
    world.sql<{ name: string; actor_kind: string }>(
      `select name, actor_kind from command where lead_id = ? and actor_kind = 'system'`,
      [lead.leadId],
    );

  test('of who tried the link beforehand is no word of who was missing while the meeting may run on', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await isOver(booked.id);
    await world.sql(`update appointment set ends_at = now() - interval '1 minute' where id = ?`, [booked.id]);
    await world.inOutlook(booked, 'attendance', { records: [{ address: mailbox, role: 'Organizer' }] });
    expect(await world.tend()).toMatchObject({ because: 'attendance' });
    expect(await commands(lead)).toEqual([]);
    await world.inOutlook(booked, 'attendance', { records: [{ role: 'Organizer' }, { name: 'Ada' }] });
    await world.tend();
    expect((await commands(lead)).map(({ name }) => name)).toEqual(['markCompleted']);
  });

  test('that may not be read keeps nobody from seeing to the calendar', async () => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await isOver(booked.id);
    await world.sandbox.admin('graph/behaviour', { meetingsPolicy: false });
    expect(await world.tend()).toMatchObject({ kind: 'tended', because: 'attendance' });
    await world.sandbox.admin('graph/behaviour', { meetingsPolicy: true });
    expect(await commands(lead)).toEqual([]);
  });

  test.each([
    ['only the consultant was there', [{ address: mailbox, role: 'Organizer' }], ['markNoShow']],
    ['a guest without an address came', [{ role: 'Organizer' }, { name: 'Ada' }], ['markCompleted']],
    ['nobody was there', [], []],
  ])('that says %s is a command of the system, once', async (_, records, names) => {
    const lead = await world.newLead();
    const booked = await world.book(lead);
    await isOver(booked.id);
    await world.tend();
    expect(await commands(lead)).toEqual([]);
    await world.inOutlook(booked, 'attendance', { records });
    await world.tend();
    await world.tend();
    expect((await commands(lead)).map(({ name }) => name)).toEqual(names);
  });
});

test('a consultant who gets another mailbox keeps every appointment, which stands where it was made', async () => {
  const lead = await world.newLead();
  const booked = await world.book(lead);
  const other = 'agent.new@acts.example';
  await world.changeSettings((settings) => ({
    ...settings,
    staff: settings.staff.map((person) => (person.key === 'agent' ? { ...person, calendar: other } : person)),
  }));
  expect((await world.tend()).did).toContain('readWhole');
  expect(await world.appointment(booked.id)).toMatchObject({ state: 'confirmed', v: 1 });
  expect(await world.facts(lead)).toEqual([]);
  const to = later(booked.startAt, 30).startAt;
  await world.command(lead, 'rescheduleAppointment', { appointmentId: booked.id, startAt: to });
  const input = { ...world.stamped(lead, 'attend'), appointmentId: booked.id, v: 2 };
  expect(await world.activities.arrangeMeeting(input)).toMatchObject({ kind: 'arranged', v: 2 });
  expect(await world.appointment(booked.id)).toMatchObject({ state: 'confirmed', arranged_v: 2 });
});
