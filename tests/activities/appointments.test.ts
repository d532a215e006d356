// the life of an appointment against PostgreSQL: reserved, arranged, moved, cancelled, reminded of, ended
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, CommandArguments, CommandName } from '../../schema/contracts/commands.ts';
import { cancelAppointmentRow } from '../../schema/database/appointments/cancel-appointment.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld((settings) => ({
    ...settings,
    reminders: [{ before: '1 hour', to: ['staff', 'lead'] }],
    followUps: [{ after: '1 day', subject: 'Still there?', text: 'Hello.' }],
  }));
});
afterAll(() => world.drop());
beforeEach(() => {
  for (const { next } of [world.vendors.calendar, world.vendors.email]) next.length = 0;
});

// half hours from the day after tomorrow on, each used once: never within the hour of a reminder, even at midnight
let taken = 0;
const freeSlot = (): string => {
  taken += 1;
  const day = 86_400_000;
  return new Date((Math.ceil(Date.now() / day) + 1) * day + taken * 30 * 60_000).toISOString();
};

const command = async <Name extends CommandName>(
  lead: TestLead,
  name: Name,
  args: CommandArguments[Name],
  commandId?: string,
  actor: Actor = { kind: 'lead', id: lead.leadId },
) => {
  const { tenantId, leadId } = lead;
  const id = await world.db.inTenant(tenantId, (tx) =>
    acceptCommand(tx, { tenantId, leadId, name, arguments: args, actor, ...(commandId && { commandId }) }),
  );
  return world.activities.applyCommand({ ...world.stamped(lead, 'attend'), commandId: id });
};

const book = async (lead: TestLead, startAt = freeSlot()): Promise<string> => {
  const { effect, outcome } = await command(lead, 'bookAppointment', { startAt, staffKey: null });
  if (!effect.appointment) throw new Error(`not booked: ${outcome.code}`);
  return effect.appointment.id;
};
const move = (lead: TestLead, appointmentId: string, startAt = freeSlot()) =>
  command(lead, 'rescheduleAppointment', { appointmentId, startAt });
const cancel = (lead: TestLead, appointmentId: string) =>
  command(lead, 'cancelAppointment', { appointmentId, reason: null });
const arrange = (lead: TestLead, appointmentId: string, v = 1) =>
  world.activities.arrangeMeeting({ ...world.stamped(lead, 'attend'), appointmentId, v });
const remind = (lead: TestLead, appointmentId: string, v = 1) =>
  world.activities.remind({ ...world.stamped(lead, 'attend'), appointmentId, v });
const end = (lead: TestLead, appointmentId: string) =>
  world.activities.endAppointment({ ...world.stamped(lead, 'attend'), appointmentId, v: 1 });

const rowOf = async (id: string) => {
  const [row] = await world.sql<Record<string, unknown>>('select * from appointment where id = ?', [id]);
  if (!row) throw new Error('no such appointment');
  return row;
};
const meetings = (id: string) => world.vendors.calendar.meetings.filter(({ key }) => key.includes(id));
const will = (...behaviours: typeof world.vendors.calendar.next) =>
  world.vendors.calendar.next.push(...behaviours);

describe('a meeting', () => {
  test('is made once, however often it is arranged, and confirms the appointment', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    expect(await arrange(lead, id)).toMatchObject({ kind: 'arranged', v: 1, next: { what: 'remind' } });
    await arrange(lead, id);
    expect(meetings(id)).toHaveLength(1);
    const arranged = { state: 'confirmed', arranged_v: 1, event_id: expect.any(String) };
    expect(await rowOf(id)).toMatchObject(arranged);
  });

  test.each(['dropped', 'dies'] as const)(
    'whose answer was lost (%s) is found, not made again',
    async (how) => {
      const lead = await world.newLead();
      const id = await book(lead);
      will(how);
      await expect(arrange(lead, id)).rejects.toThrow();
      await world.expireLeases();
      await arrange(lead, id);
      expect(meetings(id)).toHaveLength(1);
      expect(await rowOf(id)).toMatchObject({ state: 'confirmed', join_url: expect.any(String) });
    },
  );

  test('cancelled while its making has no answer is found and cancelled', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    will('dropped');
    await expect(arrange(lead, id)).rejects.toThrow();
    await cancel(lead, id);
    await world.expireLeases();
    expect(await arrange(lead, id)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(meetings(id)).toMatchObject([{ cancelled: true }]);
  });

  test('moved while its making has no answer is found and moved', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    will('dropped');
    await expect(arrange(lead, id)).rejects.toThrow();
    const startAt = freeSlot();
    await move(lead, id, startAt);
    await world.expireLeases();
    expect(await arrange(lead, id)).toMatchObject({ kind: 'arranged', v: 2 });
    expect(meetings(id)).toMatchObject([{ startAt }]);
  });

  test('moved before it was made is made once, at its new time, and leaves no action open', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    will('limited');
    await expect(arrange(lead, id)).rejects.toThrow();
    const startAt = freeSlot();
    await move(lead, id, startAt);
    await arrange(lead, id);
    expect(meetings(id)).toMatchObject([{ startAt }]);
    expect((await world.actions(lead)).map(({ state, reason }) => [state, reason])).toEqual([
      ['skipped', 'superseded'],
      ['sent', null],
    ]);
  });

  test('cancelled and forgotten over another one is withdrawn, but never one that still stands', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    const withdraw = () => world.activities.withdrawMeeting({ ...world.stamped(lead), appointmentId: id });
    await withdraw();
    expect(meetings(id)).toEqual([]);
    await arrange(lead, id);
    await cancel(lead, id);
    const next = await book(lead);
    await arrange(lead, next);
    for (let i = 0; i < 2; i++) await withdraw();
    expect(meetings(id)).toMatchObject([{ cancelled: true }]);
    expect(meetings(next)).toMatchObject([{ cancelled: false }]);
    expect(await rowOf(id)).toMatchObject({ v: 2, arranged_v: 2 });
  });

  test('cancelled before it was made is never made', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    await cancel(lead, id);
    expect(await arrange(lead, id, 2)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(meetings(id)).toEqual([]);
  });

  test('that the calendar refuses leads to other times, and frees this one', async () => {
    const lead = await world.newLead();
    const startAt = freeSlot();
    const id = await book(lead, startAt);
    will('refused');
    expect(await arrange(lead, id)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(await rowOf(id)).toMatchObject({ state: 'cancelled', cancel_reason: 'calendarRefused' });
    expect(await book(await world.newLead(), startAt)).toBeTruthy();
  });

  test('that cannot be moved does not stay at its old time with both invited', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    await arrange(lead, id);
    await move(lead, id);
    will('refused');
    expect(await arrange(lead, id, 2)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(meetings(id)).toMatchObject([{ cancelled: true }]);
    expect(await rowOf(id)).toMatchObject({ state: 'cancelled', cancel_reason: 'calendarRefused' });
  });

  test('whose cancellation the calendar refuses is left to staff, who are told once', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    await arrange(lead, id);
    await cancel(lead, id);
    will('refused');
    for (let i = 0; i < 2; i += 1) await arrange(lead, id, 2);
    expect(meetings(id)).toMatchObject([{ cancelled: false }]);
    const notes = await world.sql('select kind, recipient from staff_note where about_id = ?', [id]);
    expect(notes).toEqual([{ kind: 'stillInCalendar', recipient: expect.any(String) }]);
  });

  test('whose booking is applied twice is booked once, with the same answer', async () => {
    const lead = await world.newLead();
    const commandId = crypto.randomUUID();
    const args = { startAt: freeSlot(), staffKey: null };
    const first = await command(lead, 'bookAppointment', args, commandId);
    expect(await command(lead, 'bookAppointment', args, commandId)).toEqual(first);
    expect(await world.sql('select from appointment where lead_id = ?', [lead.leadId])).toHaveLength(1);
  });
});

describe('a meeting without a link', () => {
  const linkless = async (): Promise<{ lead: TestLead; id: string }> => {
    const lead = await world.newLead();
    const id = await book(lead);
    will('dropped');
    await expect(arrange(lead, id)).rejects.toThrow();
    for (const meeting of meetings(id)) meeting.joinUrl = null;
    await world.expireLeases();
    return { lead, id };
  };
  const told = (id: string) =>
    world.sql(`select from staff_note where kind = 'noMeetingLink' and about_id = ?`, [id]);

  test('is looked at again, because the link may come later', async () => {
    const { lead, id } = await linkless();
    await expect(arrange(lead, id)).rejects.toMatchObject({ type: 'Ledger.Unsettled' });
    for (const meeting of meetings(id)) meeting.joinUrl = 'https://meet/late';
    await arrange(lead, id);
    expect(await rowOf(id)).toMatchObject({ state: 'confirmed', join_url: 'https://meet/late' });
    expect(await told(id)).toEqual([]);
  });

  test('is taken for what it is after a while, and staff are told', async () => {
    const { lead, id } = await linkless();
    await world.sql(`update outbound set first_sent_at = now() - interval '1 hour' where key like ?`, [
      `%${id}%`,
    ]);
    await arrange(lead, id);
    expect(await rowOf(id)).toMatchObject({ state: 'confirmed', join_url: null });
    expect(await told(id)).toHaveLength(1);
  });

  test('keeps the one that it had when the calendar does not repeat it', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    await arrange(lead, id);
    const { join_url } = await rowOf(id);
    for (const meeting of meetings(id)) meeting.joinUrl = null;
    await move(lead, id);
    await arrange(lead, id, 2);
    expect(await rowOf(id)).toMatchObject({ arranged_v: 2, join_url });
  });
});

describe('another time', () => {
  const offer = (lead: TestLead, id: string) =>
    world.activities.offerSlots({ ...world.stamped(lead, 'schedule'), cause: { kind: 'appointment', id } });
  const missed = async (lead: TestLead): Promise<string> => {
    const id = await book(lead);
    await world.sql(
      `update appointment set starts_at = now() - interval '3 days' - random() * interval '300 days', placed_by_hand = true
       where id = ?`,
      [id],
    );
    await world.sql(`update appointment set ends_at = starts_at + interval '1 minute' where id = ?`, [id]);
    await command(lead, 'markNoShow', { appointmentId: id });
    return id;
  };
  const offered = async (lead: TestLead) =>
    (await world.actions(lead)).map(({ key }) => key).filter((key) => key.startsWith('again'));

  test('is offered to who did not come, once for each time and twice at most', async () => {
    const lead = await world.newLead();
    const ids = [await missed(lead), ''];
    for (let i = 0; i < 2; i += 1) expect(await offer(lead, ids[0] ?? '')).toMatchObject({ kind: 'offered' });
    ids[1] = await missed(lead);
    expect(await offer(lead, ids[1])).toMatchObject({ kind: 'offered' });
    const third = await missed(lead);
    expect(await offer(lead, third)).toEqual({ kind: 'never', because: 'missedTooOften', to: 'rest' });
    expect(await offered(lead)).toEqual(ids.map((id) => `again:${id}:missedAppointment`));
  });

  test('is offered with a word of it to whose time the calendar refused after it was promised', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    will('refused');
    await arrange(lead, id);
    expect(await offer(lead, id)).toMatchObject({ kind: 'offered' });
    expect(await offered(lead)).toEqual([`again:${id}:appointmentCancelled`]);
  });

  test('is offered as ever to who cancelled by themselves, and their status is what it was', async () => {
    const lead = await world.newLead();
    const id = await book(lead);
    await cancel(lead, id);
    expect(await world.sql('select status from lead where id = ?', [lead.leadId])).toMatchObject([
      { status: 'qualified' },
    ]);
    await offer(lead, id);
    expect(await offered(lead)).toEqual([]);
  });
});

describe('a reminder', () => {
  /** As if it had been booked yesterday for then; its consultant has one meeting at a time, so each begins at its own. */
  let meetingsMoved = 0;
  const isNow = (id: string, startsInMinutes: number) => {
    meetingsMoved += 1;
    const startsAt = Date.now() + (startsInMinutes + meetingsMoved * 2) * 60_000;
    return world.sql(
      `update appointment set starts_at = ?, ends_at = ?, booked_at = now() - interval '1 day' where id = ?`,
      [new Date(startsAt), new Date(startsAt + 60_000), id],
    );
  };
  /** An arranged appointment whose reminder is due. */
  const due = async (): Promise<{ lead: TestLead; id: string }> => {
    const lead = await world.newLead();
    const id = await book(lead);
    await arrange(lead, id);
    await isNow(id, 20);
    return { lead, id };
  };
  const past = (id: string) => isNow(id, -180);
  const reminders = async (lead: TestLead) =>
    (await world.actions(lead)).filter(({ key }) => key.startsWith('reminder')).map(({ state }) => state);

  test('goes to both once, however often it is asked for, and only then counts as done', async () => {
    const { lead, id } = await due();
    expect(await remind(lead, id)).toMatchObject({ kind: 'reminded', next: { what: 'end' } });
    await remind(lead, id);
    expect(await reminders(lead)).toEqual(['sent', 'sent']);
  });

  test('that one recipient cannot get yet goes to the other at once, and to the first later', async () => {
    const { lead, id } = await due();
    world.vendors.email.next.push('limited');
    await expect(remind(lead, id)).rejects.toMatchObject({ code: '429' });
    expect(await reminders(lead)).toEqual(['planned', 'sent']);
    await remind(lead, id);
    expect(await reminders(lead)).toEqual(['sent', 'sent']);
  });

  test('of an appointment cancelled meanwhile is not sent', async () => {
    const { lead, id } = await due();
    await cancel(lead, id);
    expect(await remind(lead, id)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(await reminders(lead)).toEqual([]);
  });

  test('of an appointment cancelled while it waits for its turn is sent to nobody', async () => {
    const { lead, id } = await due();
    const reminding = await world.db.inTenant(lead.tenantId, async (tx) => {
      const held = await lockLead(tx, lead.leadId);
      const going = remind(lead, id);
      await expect
        .poll(() => world.sql(`select pid from pg_stat_activity where wait_event_type = 'Lock'`))
        .not.toEqual([]);
      const appointment = (await tx.findOneOrFail(Appointment, { id })) as AppointmentRow;
      const why = { reason: null, actor: 'lead', causedBy: lead.form };
      if (held) await cancelAppointmentRow(tx, held, appointment, why);
      return { going };
    });
    expect(await reminding.going).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(await reminders(lead)).toEqual(['skipped', 'skipped']);
  });

  test('is not sent once the meeting has begun, and the meeting ends as completed', async () => {
    const { lead, id } = await due();
    await past(id);
    expect(await remind(lead, id)).toMatchObject({ kind: 'reminded', next: { what: 'end' } });
    expect(await reminders(lead)).toEqual([]);
    expect(await end(lead, id)).toMatchObject({ kind: 'onward', to: 'followUp', at: expect.any(String) });
    expect(await rowOf(id)).toMatchObject({ state: 'completed' });
    expect(await end(lead, id)).toMatchObject({ kind: 'onward', to: 'followUp' });
  });

  test('is over: who did not come may be said so after it counted as completed, and may book again', async () => {
    const { lead, id } = await due();
    await past(id);
    await end(lead, id);
    expect(await command(lead, 'markCompleted', { appointmentId: id })).toMatchObject({
      outcome: { code: 'nothingToDo' },
      effect: {},
    });
    expect(await command(lead, 'markNoShow', { appointmentId: id })).toMatchObject({
      outcome: { code: 'marked' },
    });
    expect(await rowOf(id)).toMatchObject({ state: 'noShow' });
    expect(await book(lead)).not.toBe(id);
  });

  test('is as staff said, whatever a report says of it later', async () => {
    const { lead, id } = await due();
    await past(id);
    await command(lead, 'markCompleted', { appointmentId: id }, undefined, { kind: 'staff', id: 'agent' });
    const reported = command(lead, 'markNoShow', { appointmentId: id }, undefined, {
      kind: 'system',
      id: 'attendance',
    });
    expect(await reported).toMatchObject({ outcome: { status: 'refused' }, effect: {} });
    expect(await rowOf(id)).toMatchObject({ state: 'completed' });
  });

  test('whose journey had ended before it keeps nobody from booking again', async () => {
    const { lead, id } = await due();
    await past(id);
    expect(await book(lead)).not.toBe(id);
    expect(await rowOf(id)).toMatchObject({ state: 'completed' });
  });

  test('asked for after a no-show was marked leads to other times', async () => {
    const { lead, id } = await due();
    await past(id);
    const marked = await command(lead, 'markNoShow', { appointmentId: id });
    expect(marked).toMatchObject({ outcome: { code: 'marked' }, effect: { goto: 'schedule' } });
    expect(await remind(lead, id)).toMatchObject({ kind: 'onward', to: 'schedule' });
    expect(await end(lead, id)).toMatchObject({ kind: 'onward', to: 'schedule', because: 'noShow' });
  });

  test.each([
    ['markNoShow', 'noShow', 'marked'],
    ['markCompleted', 'completed', 'nothingToDo'],
  ] as const)('%s of it after the lead has booked again is only noted', async (name, state, code) => {
    const { lead, id } = await due();
    await past(id);
    const next = await book(lead);
    const { effect, outcome } = await command(lead, name, { appointmentId: id });
    expect([outcome.code, effect]).toEqual([code, {}]);
    expect(await rowOf(id)).toMatchObject({ state });
    expect(await rowOf(next)).toMatchObject({ state: 'reserved' });
    expect(await world.sql('select status from lead where id = ?', [lead.leadId])).toEqual([
      { status: 'appointment' },
    ]);
  });
});

describe('whoever has booked again', () => {
  const again = async () => {
    const lead = await world.newLead();
    const cancelled = await book(lead);
    await cancel(lead, cancelled);
    return { lead, cancelled, next: await book(lead) };
  };

  test('is attended to there, when what became of the time before is heard of late', async () => {
    const { lead, cancelled, next } = await again();
    expect(await arrange(lead, cancelled, 2)).toMatchObject({
      kind: 'onward',
      to: 'attend',
      appointment: { id: next, v: 1 },
    });
  });

  test('is not offered another time by a mail that could not be sent before', async () => {
    const { lead, cancelled, next } = await again();
    const cause = { kind: 'appointment', id: cancelled } as const;
    const offer = await world.activities.offerSlots({ ...world.stamped(lead, 'schedule'), cause });
    expect(offer).toMatchObject({ kind: 'never', to: 'attend', appointment: { id: next, v: 1 } });
    expect((await world.actions(lead)).filter(({ key }) => /^(offer|again):/.test(key))).toEqual([]);
  });
});
