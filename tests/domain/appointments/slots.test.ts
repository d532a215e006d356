// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsToOffer } from '../../../domain/appointments/offer.ts';
import { type Consultant, canMeet, freeSlots, isOfferable } from '../../../domain/appointments/slots.ts';
import { spokenTime, writtenTime } from '../../../domain/appointments/spoken-time.ts';
import { durationMs } from '../../../domain/time/duration.ts';
import { localTime } from '../../../domain/time/local-time.ts';
import { isOpen } from '../../../domain/time/zoned.ts';
import type { DayWindow } from '../../../schema/contracts/tenant.ts';
import { exampleTenant } from '../example-tenants.ts';

const { source, settings: demo } = exampleTenant('heavenly-drops');
const free = (key: string, load = 0): Consultant => ({ key, busy: [], load, lastGivenAt: null });
const now = '2026-11-23T08:00:00.000Z';
const starts = (slots: { startAt: string }[]) => slots.map(({ startAt }) => startAt);

describe('free slots', () => {
  it('begin after the notice, on the step, within the windows', () =>
    expect(starts(freeSlots(source, [free('amira')], now)).slice(0, 3)).toEqual([
      '2026-11-23T12:00:00.000Z',
      '2026-11-23T12:30:00.000Z',
      '2026-11-23T13:00:00.000Z',
    ]));

  it('end before the window does, and go on after the week-end', () => {
    const friday = freeSlots(source, [free('amira')], '2026-11-27T08:00:00.000Z');
    const ofFriday = friday.filter(({ startAt }) => startAt.startsWith('2026-11-27'));
    expect(ofFriday.at(-1)?.endAt).toBe('2026-11-27T16:00:00.000Z');
    expect(friday[ofFriday.length]?.startAt).toBe('2026-11-30T09:30:00.000Z');
  });

  it('leave the holidays out', () => {
    const slots = freeSlots(source, [free('amira')], '2026-12-23T17:00:00.000Z');
    expect(
      slots.some(({ startAt }) => startAt.startsWith('2026-12-25') || startAt.startsWith('2026-12-28')),
    ).toBe(false);
  });

  it('keep the clock of the business when it is changed', () => {
    const slots = freeSlots(source, [free('amira')], '2027-03-26T08:00:00.000Z');
    expect(slots[0]?.startAt).toBe('2027-03-30T08:30:00.000Z');
  });

  it('go to whoever has less ahead, and take turns when both have as much', () => {
    const [first] = freeSlots(source, [free('amira', 3), free('daniel', 1)], now);
    expect(first?.staffKey).toBe('daniel');
    const both = freeSlots(source, [free('amira'), free('daniel')], now).slice(0, 4);
    expect(both.map(({ staffKey }) => staffKey)).toEqual(['amira', 'daniel', 'amira', 'daniel']);
  });

  it('go to the one who is free', () => {
    const busy = [{ startAt: '2026-11-23T12:00:00Z', endAt: '2026-11-23T12:20:00Z' }];
    const slots = freeSlots(source, [{ ...free('amira'), busy }, free('daniel', 9)], now);
    expect(slots[0]).toMatchObject({ startAt: '2026-11-23T12:00:00.000Z', staffKey: 'daniel' });
    // 12:20 and ten minutes of buffer: amira is free again from 12:30
    expect(slots[1]).toMatchObject({ startAt: '2026-11-23T12:30:00.000Z', staffKey: 'amira' });
  });

  it('in turn go to whoever was given an appointment longest ago, whatever they have ahead', () => {
    const turns = { ...source, appointments: { ...source.appointments, assign: 'roundRobin' as const } };
    const people: Consultant[] = [
      { ...free('amira'), lastGivenAt: '2026-11-22T10:00:00Z' },
      { ...free('daniel', 9), lastGivenAt: '2026-11-21T10:00:00Z' },
    ];
    const given = freeSlots(turns, people, now).slice(0, 3);
    expect(given.map(({ staffKey }) => staffKey)).toEqual(['daniel', 'amira', 'daniel']);
  });

  it('lie within the hours of the person as well, by their own clock, and on none of their days off', () => {
    const windows: DayWindow[] = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '12:00' }];
    const hours = { windows, daysOff: ['2026-11-24'] };
    const staff = source.staff.map((person) =>
      person.key === 'amira' ? { ...person, hours, timeZone: 'America/New_York' } : person,
    );
    const given = starts(freeSlots({ ...source, staff }, [free('amira')], now));
    // nine o'clock in New York is 14:00 in London, and there the business closes at 17:30
    expect(given.slice(0, 7)).toEqual([
      '2026-11-23T14:00:00.000Z',
      '2026-11-23T14:30:00.000Z',
      '2026-11-23T15:00:00.000Z',
      '2026-11-23T15:30:00.000Z',
      '2026-11-23T16:00:00.000Z',
      '2026-11-23T16:30:00.000Z',
      '2026-11-25T14:00:00.000Z',
    ]);
    const asked = (startAt: string) => canMeet({ ...source, staff }, { key: 'amira', busy: [] }, startAt);
    expect(asked('2026-11-23T14:00:00Z')).toBe(true);
    expect(asked('2026-11-23T13:30:00Z')).toBe(false);
    expect(asked('2026-11-23T16:45:00Z')).toBe(false);
  });

  it('keep one time free before a meeting and another after it', () => {
    const appointments = { ...source.appointments, bufferBefore: '30 minutes', bufferAfter: '0 minutes' };
    const taken = { startAt: '2026-11-23T12:30:00Z', endAt: '2026-11-23T13:00:00Z' };
    const first = (busy: Consultant['busy']) =>
      starts(freeSlots({ ...source, appointments }, [{ ...free('amira'), busy }], now)).slice(0, 2);
    expect(first([taken])).toEqual(['2026-11-23T12:00:00.000Z', '2026-11-23T13:30:00.000Z']);
    // between two of ours the wider one holds on both sides: the other meeting has its own time before it
    expect(first([{ ...taken, ours: true }])).toEqual([
      '2026-11-23T13:30:00.000Z',
      '2026-11-23T14:00:00.000Z',
    ]);
  });

  it('are none without consultants', () => expect(freeSlots(source, [], now)).toEqual([]));

  it('never overlap a busy time or its buffer, nor lie before the notice, beyond the horizon or out of hours', () => {
    fc.assert(
      fc.property(anInstant(), fc.array(someBusy(), { maxLength: 12 }), (at, busy) => {
        const times = busy.map(({ afterMs, lengthMs }) => ({
          startAt: new Date(Date.parse(at) + afterMs).toISOString(),
          endAt: new Date(Date.parse(at) + afterMs + lengthMs).toISOString(),
        }));
        const buffer = durationMs(source.appointments.buffer);
        for (const { startAt, endAt } of freeSlots(source, [{ ...free('amira'), busy: times }], at)) {
          const [startMs, endMs] = [Date.parse(startAt), Date.parse(endAt)];
          expect(endMs - startMs).toBe(durationMs('30 minutes'));
          expect(startMs).toBeGreaterThanOrEqual(Date.parse(at) + durationMs(source.appointments.notice));
          expect(endMs).toBeLessThanOrEqual(Date.parse(at) + durationMs(source.appointments.horizon));
          for (const taken of times)
            expect(
              startMs >= Date.parse(taken.endAt) + buffer || endMs <= Date.parse(taken.startAt) - buffer,
            ).toBe(true);
          for (const edge of [startMs, endMs - 1])
            expect(isOpen(source.appointments, 'Europe/London', new Date(edge).toISOString())).toBe(true);
          expect(localTime(startMs, 'Europe/London').clockMs % durationMs('30 minutes')).toBe(0);
          expect(isOfferable(source, startAt, at)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('at the pace of a demonstration are there within a minute, at every hour of a year and across midnight', () => {
    for (let hour = 0; hour < 366 * 24; hour += 1) {
      // an odd second, so that midnight is met in the middle of a slot's step
      const at = new Date(Date.UTC(2026, 10, 1, hour, 59, 37)).toISOString();
      const slots = freeSlots(demo, [free('amira'), free('daniel')], at).slice(0, demo.appointments.offered);
      expect(slots).toHaveLength(3);
      expect(Date.parse(slots[0]?.startAt ?? '') - Date.parse(at)).toBeLessThanOrEqual(40_000);
      expect(Date.parse(slots[2]?.endAt ?? '') - Date.parse(at)).toBeLessThanOrEqual(74_000);
    }
  });
});

describe('a time that somebody wants to book', () => {
  it.each([
    ['on the step, in hours', '2026-11-23T12:00:00Z', true],
    ['offered in time and chosen a little late', '2026-11-23T10:00:00Z', true],
    ['in the past', '2026-11-23T07:30:00Z', false],
    ['beside the step', '2026-11-23T12:10:00Z', false],
    ['out of hours', '2026-11-23T20:00:00Z', false],
    ['beyond the horizon', '2027-01-12T12:00:00Z', false],
    ['that is none', 'tomorrow', false],
  ])('%s: %s is %s', (_, startAt, may) => expect(isOfferable(source, startAt, now)).toBe(may));
});

describe('an offer', () => {
  const slots = freeSlots(source, [free('amira')], now);
  const offer = (preference: string | null) =>
    starts(slotsToOffer(slots, 2, { preference, timeZone: 'Europe/London' }));
  it.each([
    [null, '2026-11-23T12:00:00.000Z'],
    ['Tuesday morning would be nice', '2026-11-24T09:30:00.000Z'],
    ['in the afternoon', '2026-11-23T12:00:00.000Z'],
    ['only on Sunday', '2026-11-23T12:00:00.000Z'],
  ])('for the wish %j begins with %s', (wish, first) => {
    expect(offer(wish)).toHaveLength(2);
    expect(offer(wish)[0]).toBe(first);
  });
});

describe('a time in words', () => {
  it.each([
    ['2026-11-24T14:30:00Z', 'Europe/London', 'en', 'Tuesday 24 November at 14:30'],
    ['2026-11-24T14:30:15Z', 'Europe/London', 'en', 'Tuesday 24 November at 14:30:15'],
    ['2026-11-24T14:30:00Z', 'America/New_York', 'en-US', 'Tuesday, November 24 at 9:30 AM'],
    ['2026-11-24T23:30:00Z', 'Asia/Kolkata', 'de', 'Mittwoch, 25. November um 5:00'],
    ['2026-11-24T14:30:00Z', 'Europe/Istanbul', 'tr', '24 Kasım Salı 17:30'],
    ['2026-11-24T14:30:00Z', 'Europe/London', 'no language', 'Tuesday 24 November at 14:30'],
  ])('%s in %s and %s is “%s”', (at, zone, language, words) =>
    expect(spokenTime(at, zone, language)).toBe(words),
  );

  it('is written with its year and zone', () =>
    expect(writtenTime('2026-11-24T14:30:00Z', 'Europe/London', 'en')).toBe(
      'Tuesday, 24 November 2026 at 14:30 GMT',
    ));
});

function anInstant() {
  return fc
    .integer({ min: Date.UTC(2026, 8), max: Date.UTC(2027, 4) })
    .map((ms) => new Date(ms).toISOString());
}

function someBusy() {
  return fc.record({
    afterMs: fc.integer({ min: -3_600_000, max: 14 * 86_400_000 }),
    lengthMs: fc.integer({ min: 60_000, max: 5 * 3_600_000 }),
  });
}
