// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, nextOpening, type OpenHours, openStretches } from '../../../domain/time/zoned.ts';
import { type Weekday, weekdays } from '../../../schema/contracts/tenant.ts';
import { anInstant, someHours, zones } from './arbitraries.ts';

const always: OpenHours = { windows: [{ days: [...weekdays], from: '00:00', to: '24:00' }], holidays: [] };
const daily = (from: string, to: string): OpenHours => ({
  windows: [{ days: [...weekdays], from, to }],
  holidays: [],
});
const office: OpenHours = {
  windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
  holidays: ['2026-12-25'],
};
const overnight = (days: Weekday[]): OpenHours => ({
  windows: [{ days, from: '22:00', to: '02:00' }],
  holidays: [],
});
describe('opening hours', () => {
  it.each([
    [
      'on a working day at once',
      office,
      ['Europe/London'],
      '2026-11-23T10:00:00Z',
      '2026-11-23T10:00:00.000Z',
    ],
    ['before nine at nine', office, ['Europe/London'], '2026-11-23T03:00:00Z', '2026-11-23T09:00:00.000Z'],
    [
      'at 18:00 sharp the next day',
      office,
      ['Europe/London'],
      '2026-11-23T18:00:00Z',
      '2026-11-24T09:00:00.000Z',
    ],
    [
      'on Friday evening on Monday',
      office,
      ['Europe/London'],
      '2026-11-20T18:30:00Z',
      '2026-11-23T09:00:00.000Z',
    ],
    ['on a holiday after it', office, ['Europe/London'], '2026-12-25T10:00:00Z', '2026-12-28T09:00:00.000Z'],
    [
      'London and New York: from nine in New York',
      office,
      ['Europe/London', 'America/New_York'],
      '2026-11-23T09:30:00Z',
      '2026-11-23T14:00:00.000Z',
    ],
    [
      'across the date line: no common hour',
      daily('09:00', '10:00'),
      ['Pacific/Kiritimati', 'Europe/London'],
      '2026-11-23T09:30:00Z',
      null,
    ],
    [
      'the same clock a day apart opens together',
      daily('09:00', '18:00'),
      ['Pacific/Kiritimati', 'Pacific/Honolulu'],
      '2026-11-23T12:00:00Z',
      '2026-11-23T19:00:00.000Z',
    ],
    [
      'a skipped half past one opens as the clock jumps past it',
      daily('01:30', '06:00'),
      ['Europe/London'],
      '2026-03-29T00:40:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'an hour that is skipped as a whole waits for the next day',
      daily('01:10', '01:50'),
      ['Europe/London'],
      '2026-03-28T12:00:00Z',
      '2026-03-30T00:10:00.000Z',
    ],
    [
      'an hour that comes twice opens again',
      daily('01:10', '01:50'),
      ['Europe/London'],
      '2026-10-25T00:55:00Z',
      '2026-10-25T01:10:00.000Z',
    ],
    [
      'a clock put forward by half an hour',
      daily('02:15', '06:00'),
      ['Australia/Lord_Howe'],
      '2026-10-03T15:00:00Z',
      '2026-10-03T15:30:00.000Z',
    ],
    [
      'a midnight that does not exist',
      daily('00:00', '24:00'),
      ['America/Sao_Paulo'],
      '2018-11-04T03:00:00Z',
      '2018-11-04T03:00:00.000Z',
    ],
    [
      'a day that does not exist',
      { ...always, holidays: ['2011-12-29'] },
      ['Pacific/Apia'],
      '2011-12-29T12:00:00Z',
      '2011-12-30T10:00:00.000Z',
    ],
    [
      'a window over midnight is open on the next day’s morning',
      overnight(['fri']),
      ['Europe/London'],
      '2026-11-28T01:00:00Z',
      '2026-11-28T01:00:00.000Z',
    ],
    [
      'a window over midnight does not begin on the next day',
      overnight(['fri']),
      ['Europe/London'],
      '2026-11-28T22:00:00Z',
      '2026-12-04T22:00:00.000Z',
    ],
    [
      'a window over midnight stops for a holiday as the day begins',
      { ...overnight(['fri', 'sat']), holidays: ['2026-11-28'] },
      ['Europe/London'],
      '2026-11-28T00:00:00Z',
      '2026-11-29T00:00:00.000Z',
    ],
    [
      'a window over midnight into the next week',
      overnight(['sun']),
      ['Europe/London'],
      '2026-11-23T00:30:00Z',
      '2026-11-23T00:30:00.000Z',
    ],
    [
      'a window over the midnight of a leap day',
      overnight(['mon']),
      ['Europe/London'],
      '2028-02-29T00:30:00Z',
      '2028-02-29T00:30:00.000Z',
    ],
    [
      'a blackout of the leap day closes it and no other',
      { windows: always.windows, holidays: [], blackouts: [{ from: '02-29', to: '02-29', reason: 'x' }] },
      ['Europe/London'],
      '2028-02-29T12:00:00Z',
      '2028-03-01T00:00:00.000Z',
    ],
    [
      'a blackout of a month’s end ends with it',
      {
        windows: always.windows,
        holidays: [],
        blackouts: [{ from: '2027-01-30', to: '2027-01-31', reason: 'x' }],
      },
      ['Pacific/Kiritimati'],
      '2027-01-30T12:00:00Z',
      '2027-01-31T10:00:00.000Z',
    ],
    ['without windows never', { windows: [], holidays: [] }, ['Europe/London'], '2026-11-23T10:00:00Z', null],
  ])('%s', (_, hours, inZones, from, expected) => expect(nextOpening(hours, inZones, from)).toBe(expected));

  it('from 00:00 to 24:00 on all days it is open at every instant in every zone', () => {
    fc.assert(
      fc.property(anInstant(), fc.constantFrom(...zones), (at, zone) => {
        expect(isOpen(always, zone, at)).toBe(true);
        expect(nextOpening(always, [zone], at)).toBe(at);
      }),
    );
  });

  it('a window over midnight is the two windows that it is made of', () => {
    const over: OpenHours = { windows: [{ days: ['tue', 'sun'], from: '21:15', to: '03:45' }], holidays: [] };
    const apart: OpenHours = {
      windows: [
        { days: ['tue', 'sun'], from: '21:15', to: '24:00' },
        { days: ['wed', 'mon'], from: '00:00', to: '03:45' },
      ],
      holidays: [],
    };
    fc.assert(
      fc.property(anInstant(), fc.subarray(zones, { minLength: 1, maxLength: 3 }), (at, inZones) => {
        expect(nextOpening(over, inZones, at)).toBe(nextOpening(apart, inZones, at));
      }),
    );
  });

  it('the next opening is open in every zone, and no minute before it is', () => {
    fc.assert(
      fc.property(
        anInstant(),
        someHours(),
        fc.subarray(zones, { minLength: 1, maxLength: 3 }),
        (from, hours, inZones) => {
          const open = (at: string) => inZones.every((zone) => isOpen(hours, zone, at));
          const at = nextOpening(hours, inZones, from);
          if (at) expect(open(at)).toBe(true);
          const untilMs = Math.min(
            at ? Date.parse(at) : Number.POSITIVE_INFINITY,
            Date.parse(from) + 10 * 86_400_000,
          );
          for (let ms = Date.parse(from); ms < untilMs; ms += 7 * 60_000)
            expect(open(new Date(ms).toISOString())).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the open stretches are in order, do not touch, and agree with the clock at both ends', () => {
    fc.assert(
      fc.property(anInstant(), someHours(), fc.constantFrom(...zones), (from, hours, zone) => {
        const fromMs = Date.parse(from);
        const found = openStretches(hours, zone, fromMs, fromMs + 9 * 86_400_000);
        for (const [index, { startMs, endMs }] of found.entries()) {
          expect(startMs).toBeLessThan(endMs);
          expect(startMs).toBeGreaterThan(found[index - 1]?.endMs ?? 0);
          expect(isOpen(hours, zone, new Date(startMs).toISOString())).toBe(true);
          expect(isOpen(hours, zone, new Date(endMs - 1).toISOString())).toBe(true);
        }
      }),
    );
  });
});
