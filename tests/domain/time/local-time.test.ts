// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockStretches, isTimeZone, localTime, sameClock } from '../../../domain/time/local-time.ts';
import { endOfLocalDay } from '../../../domain/time/zoned.ts';
import { anInstant, zones } from './arbitraries.ts';

describe('the clock of a zone', () => {
  it('is cut into stretches without a gap, in which clock and time agree', () => {
    fc.assert(
      fc.property(anInstant(), fc.constantFrom(...zones), (from, zone) => {
        const fromMs = Date.parse(from);
        let expected = fromMs;
        for (const part of clockStretches(fromMs, fromMs + 3 * 86_400_000, zone)) {
          expect(part.startMs).toBe(expected);
          const last = localTime(part.endMs - 1, zone);
          expect(last.date).toBe(part.date);
          expect(last.clockMs - part.clockMs).toBe(part.endMs - 1 - part.startMs);
          expected = part.endMs;
        }
        expect(expected).toBe(fromMs + 3 * 86_400_000);
      }),
    );
  });

  it('the end of a local day is the first instant of another date', () => {
    fc.assert(
      fc.property(anInstant(), fc.constantFrom(...zones), (at, zone) => {
        const endMs = Date.parse(endOfLocalDay(at, zone));
        const { date } = localTime(Date.parse(at), zone);
        expect(localTime(endMs, zone).date).not.toBe(date);
        expect(localTime(endMs - 1, zone).date).toBe(date);
      }),
    );
  });

  it.each([
    ['Europe/London', true],
    ['Asia/Calcutta', true],
    ['+01:00', false],
    ['Mars/Olympus', false],
    ['', false],
  ])('%s as a zone: %s', (name, known) => expect(isTimeZone(name)).toBe(known));

  it('knows two names of one clock', () => {
    expect(sameClock('America/Detroit', 'America/New_York', '2026-11-23T10:00:00Z')).toBe(true);
    expect(sameClock('America/Phoenix', 'America/Denver', '2026-11-23T10:00:00Z')).toBe(false);
  });
});
