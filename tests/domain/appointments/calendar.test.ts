// what is made of a calendar, as tables
import { describe, expect, it } from 'vitest';
import { attendanceSays } from '../../../domain/appointments/attendance.ts';
import { calendarSays } from '../../../domain/appointments/calendar-says.ts';
import {
  nextLook,
  readingNeeds,
  readingSpan,
  subscriptionNeeds,
  type WatchState,
  watchRules,
} from '../../../domain/appointments/calendar-watch.ts';
import { exampleTenant } from '../example-tenants.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse('2026-11-23T08:00:00Z');

describe('the calendar', () => {
  const known = {
    startsAt: '2026-11-24T10:00:00.000Z',
    endsAt: '2026-11-24T10:30:00.000Z',
    v: 2,
    arrangedV: 2,
  };
  const shown = { startAt: '2026-11-24T10:00:00Z', endAt: '2026-11-24T10:30:00Z', cancelled: false };
  const ada = (response: string) => [{ address: 'ada@lead.example', response }];
  it.each([
    ['the same', known, { ...shown, attendees: ada('accepted') }, 'same'],
    ['our own change on its way', { ...known, arrangedV: 1 }, { ...shown, attendees: [] }, 'later'],
    ['our own change on its way, the event gone', { ...known, arrangedV: 1 }, null, 'later'],
    ['another time', known, { ...shown, startAt: '2026-11-24T11:00:00Z', attendees: [] }, 'moved'],
    ['another end', known, { ...shown, endAt: '2026-11-24T11:00:00Z', attendees: [] }, 'moved'],
    ['a cancelled event', known, { ...shown, cancelled: true, attendees: [] }, 'cancelledInCalendar'],
    ['no event', known, null, 'cancelledInCalendar'],
    ['the lead’s refusal', known, { ...shown, attendees: ada('declined') }, 'declinedByLead'],
    [
      'somebody else’s refusal',
      known,
      { ...shown, attendees: [{ address: 'x@y.example', response: 'declined' }] },
      'same',
    ],
  ])('shows %s', (_, appointment, meeting, says) => {
    const answer = calendarSays(appointment, meeting, 'Ada@lead.example');
    expect('reason' in answer ? answer.reason : answer.kind).toBe(says);
  });
});

describe('an attendance report', () => {
  const amira = { address: 'Amira@x.example', seconds: 900, isOrganiser: true };
  const boss = { address: 'boss@x.example', seconds: 900, isOrganiser: false };
  const guest = { address: null, seconds: 900, isOrganiser: false };
  it.each([
    ['the consultant alone', [amira], 'missed'],
    ['two of our own', [amira, boss], 'missed'],
    ['a guest by no name', [amira, guest], 'attended'],
    ['a guest who looked in', [amira, { ...guest, seconds: 5 }], 'missed'],
    ['nobody', [], 'unknown'],
    ['a guest who waited in vain', [guest], 'attended'],
  ])('with %s', (_, people, says) =>
    expect(attendanceSays(people, ['amira@x.example', 'boss@x.example'])).toBe(says),
  );
});

describe('a watch', () => {
  const { source } = exampleTenant('heavenly-drops');
  const rules = watchRules({
    ...source.appointments,
    watch: { subscribeFor: '3 days', readEvery: '6 hours' },
  });
  const state: WatchState = {
    subscribed: true,
    expiresMs: now + 3 * day,
    renewWanted: false,
    troubled: false,
    readMs: now - hour,
    readWanted: false,
    hasLink: true,
    windowUntilMs: now + 20 * day,
  };
  it.each([
    ['fresh', state, null],
    ['without a subscription', { ...state, subscribed: false, expiresMs: null }, 'create'],
    ['that was refused lately', { ...state, subscribed: false, expiresMs: null, troubled: true }, null],
    [
      'that was refused before the last reading',
      { ...state, subscribed: false, expiresMs: null, troubled: true, readMs: now - 7 * hour },
      'create',
    ],
    ['run out', { ...state, expiresMs: now }, 'create'],
    ['with a third of its time left', { ...state, expiresMs: now + day }, 'renew'],
    ['that is asked for', { ...state, renewWanted: true }, 'renew'],
  ])('%s needs of its subscription: %s', (_, given, needs) =>
    expect(subscriptionNeeds(given, rules, now)).toBe(needs),
  );
  it.each([
    ['lately read', state, null],
    ['not read for long', { ...state, readMs: now - 6 * hour }, 'changes'],
    ['that may have missed something', { ...state, readWanted: true }, 'changes'],
    ['never read', { ...state, readMs: null, hasLink: false }, 'whole'],
    [
      'whose readings end before what can be booked',
      { ...state, readWanted: true, windowUntilMs: now + day },
      'whole',
    ],
  ])('%s is read: %s', (_, given, how) => expect(readingNeeds(given, rules, 14 * day, now)).toBe(how));
  it('is looked at when the first of renewal and reading is due, and never in the same moment again', () => {
    expect(nextLook(state, rules, now)).toEqual({ atMs: now + 5 * hour, because: 'reading' });
    const soon = { ...state, expiresMs: now + day + hour };
    expect(nextLook(soon, rules, now)).toEqual({ atMs: now + hour, because: 'renewal' });
    expect(nextLook({ ...state, readMs: null }, rules, now).atMs).toBe(now + 1_000);
  });
  it('reads from yesterday to well beyond what can be booked', () =>
    expect(readingSpan(14 * day, now)).toEqual({
      fromAt: '2026-11-22T08:00:00.000Z',
      untilAt: '2026-12-21T08:00:00.000Z',
    }));
});
