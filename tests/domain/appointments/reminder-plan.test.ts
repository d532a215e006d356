// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dueReminders,
  leftOut,
  nextReminder,
  type ReminderInputs,
} from '../../../domain/appointments/reminder-plan.ts';

const meeting: ReminderInputs = {
  reminders: [
    { before: '1 hour', to: ['lead'] },
    { before: '24 hours', to: ['lead', 'staff'] },
  ],
  startsAt: '2026-11-25T12:00:00.000Z',
  endsAt: '2026-11-25T12:30:00.000Z',
  bookedAt: '2026-11-23T09:00:00.000Z',
  done: [],
  completedAfter: '2 hours',
  quiet: null,
  zones: ['Europe/London'],
};
const end = { at: '2026-11-25T14:30:00.000Z', what: 'end' };

describe('the next reminder', () => {
  it.each<[string, Partial<ReminderInputs>, object]>([
    ['is the earliest', {}, { at: '2026-11-24T12:00:00.000Z', what: 'remind' }],
    [
      'is the one after those done',
      { done: ['24 hours'] },
      { at: '2026-11-25T11:00:00.000Z', what: 'remind' },
    ],
    ['is the end when all are done', { done: ['24 hours', '1 hour'] }, end],
    [
      'never lies before the booking',
      { bookedAt: '2026-11-25T09:00:00.000Z' },
      { at: '2026-11-25T11:00:00.000Z', what: 'remind' },
    ],
    ['is not the instant of the booking itself', { bookedAt: '2026-11-25T11:00:00.000Z' }, end],
    ['is the end without reminders', { reminders: [] }, end],
  ])('%s', (_, change, expected) => expect(nextReminder({ ...meeting, ...change })).toEqual(expected));
});

describe('what is due', () => {
  it.each<[string, string, Partial<ReminderInputs>, string | null, string[]]>([
    ['nothing before the first instant', '2026-11-24T11:59:59.999Z', {}, null, []],
    ['the first at its instant', '2026-11-24T12:00:00.000Z', {}, '24 hours', []],
    ['the latest of several that passed unnoticed', '2026-11-25T11:30:00.000Z', {}, '1 hour', ['24 hours']],
    ['nothing once the meeting has begun', '2026-11-25T12:00:00.000Z', {}, null, ['24 hours', '1 hour']],
    ['nothing that is done', '2026-11-25T11:30:00.000Z', { done: ['24 hours', '1 hour'] }, null, []],
  ])('is %s', (_, now, change, send, missed) => {
    const due = dueReminders({ ...meeting, ...change }, now);
    expect(due.send?.before ?? null).toBe(send);
    expect(due.missed.map(({ before }) => before)).toEqual(missed);
  });

  it('however late the clock is read, each reminder is sent at most once, and the end comes last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 * 60_000 }), { minLength: 4, maxLength: 4 }),
        (delays) => {
          const done: string[] = [];
          const sent: string[] = [];
          for (const delay of delays) {
            const next = nextReminder({ ...meeting, done });
            if (next.what === 'end') break;
            const { send, missed } = dueReminders(
              { ...meeting, done },
              new Date(Date.parse(next.at) + delay).toISOString(),
            );
            for (const each of [...missed, ...(send ? [send] : [])]) done.push(each.before);
            if (send) sent.push(send.before);
          }
          expect(new Set(sent).size).toBe(sent.length);
          expect(nextReminder({ ...meeting, done })).toEqual(end);
        },
      ),
    );
  });
});

describe('quiet hours', () => {
  // noon in London: the day's reminder falls at noon, the hour's at eleven
  const inputs = (from: string, to: string, change: Partial<ReminderInputs> = {}): ReminderInputs => ({
    ...meeting,
    quiet: { from, to },
    ...change,
  });
  it('let a reminder come before they begin', () =>
    expect(nextReminder(inputs('10:00', '13:00'))).toEqual({
      at: '2026-11-24T09:59:00.000Z',
      what: 'remind',
    }));

  it('leave one alone that lies outside of them', () =>
    expect(nextReminder(inputs('22:00', '07:00'))).toEqual({
      at: '2026-11-24T12:00:00.000Z',
      what: 'remind',
    }));

  it('leave the lead out where no hour is left after the booking, and remind staff as planned', () => {
    const late = inputs('10:00', '13:00', { bookedAt: '2026-11-24T10:30:00.000Z' });
    expect(leftOut(late).map(({ before }) => before)).toEqual(['24 hours']);
    expect(dueReminders(late, '2026-11-24T12:00:00.000Z').send).toEqual({
      before: '24 hours',
      to: ['staff'],
    });
  });

  it('hold in every zone that the lead may be in', () => {
    const zones = ['Europe/London', 'America/New_York'];
    // quiet in New York until 13:00 in London
    expect(nextReminder(inputs('20:00', '08:00', { zones }))).toEqual({
      at: '2026-11-23T19:59:00.000Z',
      what: 'remind',
    });
  });
});
