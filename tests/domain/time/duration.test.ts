// rules as tables
import { describe, expect, it } from 'vitest';
import { addDuration, durationMs } from '../../../domain/time/duration.ts';

describe('a duration', () => {
  it.each([
    ['45 seconds', 45_000],
    ['1 minute', 60_000],
    ['1.5 hours', 5_400_000],
    ['3 days', 259_200_000],
    ['2 weeks', 1_209_600_000],
    ['0 seconds', 0],
  ])('%s is %i ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'soon', '5', '5 min', '-1 days', '3days', '1 month', ' 3 days'])(
    '%j is refused by name',
    (text) => expect(() => durationMs(text)).toThrow(`"${text}" is no duration`),
  );

  it.each([
    [
      'a day over the spring change keeps the clock',
      '2026-03-28T09:00:00Z',
      '1 day',
      '2026-03-29T08:00:00.000Z',
    ],
    [
      '24 hours over the spring change do not',
      '2026-03-28T09:00:00Z',
      '24 hours',
      '2026-03-29T09:00:00.000Z',
    ],
    [
      'a week over the autumn change keeps the clock',
      '2026-10-20T08:00:00Z',
      '1 week',
      '2026-10-27T09:00:00.000Z',
    ],
    ['a month’s end is passed', '2027-01-31T12:00:00Z', '1 day', '2027-02-01T12:00:00.000Z'],
    ['a leap day is a day', '2028-02-28T12:00:00Z', '1 day', '2028-02-29T12:00:00.000Z'],
  ])('%s', (_, at, duration, expected) => expect(addDuration(at, duration, 'Europe/London')).toBe(expected));
});
