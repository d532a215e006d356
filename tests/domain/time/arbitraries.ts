import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { type Weekday, weekdays } from '../../../schema/contracts/tenant.ts';

/** Zones whose clocks change by an hour, by half an hour, at midnight, never, and on both sides of the date line. */
export const zones = [
  'Europe/London',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Honolulu',
  'Asia/Kolkata',
  'America/St_Johns',
  'Africa/Casablanca',
];

/** Half of them near a change of the clock, which are the ones that go wrong. */
export function anInstant() {
  const changes = zones.flatMap((zone) => {
    const next = Temporal.Instant.from('2026-06-01T00:00:00Z')
      .toZonedDateTimeISO(zone)
      .getTimeZoneTransition('next');
    return next ? [next.epochMilliseconds] : [];
  });
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -1_600, max: 1_600 }))
    .map(([ms, minutes]) => ms + minutes * 60_000);
  const anywhere = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2029, 0) });
  return fc.oneof(near, anywhere).map((ms) => new Date(ms).toISOString());
}

export function someHours() {
  const times = fc
    .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 2 })
    .map((quarters) => quarters.map(asTime));
  const aWindow = fc
    .tuple(fc.subarray<Weekday>([...weekdays], { minLength: 1 }), times)
    .map(([days, [from = '', to = '']]) => ({ days, from, to }));
  return fc.record({
    windows: fc.array(aWindow, { minLength: 1, maxLength: 3 }),
    holidays: fc.constant(['2026-11-25']),
  });
}

function asTime(quarter: number): string {
  const text = `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
  return text;
}
