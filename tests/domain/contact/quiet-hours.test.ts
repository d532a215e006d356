// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterQuietHours, beforeQuietHours } from '../../../domain/contact/quiet-hours.ts';
import { localTime } from '../../../domain/time/local-time.ts';
import { clockTimeMs } from '../../../domain/time/zoned.ts';
import { anInstant, zones } from '../time/arbitraries.ts';

const night = { from: '21:00', to: '08:00' };
const siesta = { from: '13:00', to: '15:00' };
const london = ['Europe/London'];

describe('what is not pressing', () => {
  it.each([
    ['by day goes out at once', night, london, '2026-11-23T12:00:00Z', '2026-11-23T12:00:00.000Z'],
    [
      'in the evening waits for the morning',
      night,
      london,
      '2026-11-23T22:00:00Z',
      '2026-11-24T08:00:00.000Z',
    ],
    [
      'after midnight waits for the same morning',
      night,
      london,
      '2026-11-24T03:00:00Z',
      '2026-11-24T08:00:00.000Z',
    ],
    ['at the first quiet minute waits', night, london, '2026-11-23T21:00:00Z', '2026-11-24T08:00:00.000Z'],
    ['at noon may have to wait too', siesta, london, '2026-11-23T14:00:00Z', '2026-11-23T15:00:00.000Z'],
    ['by no rule goes out at once', null, london, '2026-11-23T22:00:00Z', '2026-11-23T22:00:00.000Z'],
    [
      'waits for the clock that was put forward',
      { from: '21:00', to: '01:30' },
      london,
      '2026-03-29T00:40:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'waits until it is day on both sides',
      night,
      ['Europe/London', 'America/New_York'],
      '2026-11-23T09:00:00Z',
      '2026-11-23T13:00:00.000Z',
    ],
    [
      'goes out when it is always night for somebody',
      { from: '09:00', to: '08:00' },
      ['Pacific/Kiritimati', 'Europe/London'],
      '2026-11-23T09:00:00Z',
      '2026-11-23T09:00:00.000Z',
    ],
  ])('%s', (_, quiet, inZones, at, expected) => expect(afterQuietHours(quiet, inZones, at)).toBe(expected));
});

describe('a reminder', () => {
  const longAgo = '2026-11-01T00:00:00Z';
  it.each([
    ['by day comes as planned', night, '2026-11-23T12:00:00Z', longAgo, '2026-11-23T12:00:00.000Z'],
    [
      'at night comes in the evening before',
      night,
      '2026-11-24T03:00:00Z',
      longAgo,
      '2026-11-23T20:59:00.000Z',
    ],
    ['at night is left out when booked since', night, '2026-11-24T03:00:00Z', '2026-11-23T23:00:00Z', null],
    ['by no rule comes as planned', null, '2026-11-24T03:00:00Z', longAgo, '2026-11-24T03:00:00.000Z'],
  ])('%s', (_, quiet, at, notBefore, expected) =>
    expect(beforeQuietHours(quiet, london, at, notBefore)).toBe(expected),
  );

  it('never comes later than planned, before it was booked, or in quiet hours', () => {
    const isQuiet = (at: string, zone: string) => {
      const { clockMs } = localTime(Date.parse(at), zone);
      return clockMs >= clockTimeMs(night.from) || clockMs < clockTimeMs(night.to);
    };
    fc.assert(
      fc.property(
        anInstant(),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 2_000 }),
        (at, zone, ago) => {
          const notBefore = new Date(Date.parse(at) - ago * 60_000).toISOString();
          const moved = beforeQuietHours(night, [zone], at, notBefore);
          if (moved === null) return;
          expect(Date.parse(moved)).toBeLessThanOrEqual(Date.parse(at));
          expect(Date.parse(moved)).toBeGreaterThanOrEqual(Date.parse(notBefore));
          expect(isQuiet(moved, zone)).toBe(false);
        },
      ),
    );
  });
});
