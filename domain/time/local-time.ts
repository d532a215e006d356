import { Temporal } from 'temporal-polyfill';
import { type Weekday, weekdays } from '../../schema/contracts/tenant.ts';

export const dayMs = 86_400_000;

/** What clock and calendar of a zone show at an instant. */
export interface LocalTime {
  /** `2026-11-21` */
  date: string;
  weekday: Weekday;
  /** since 00:00 by the clock, which is not the time that has passed on a day on which the clock is changed */
  clockMs: number;
}

const zoned = (ms: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);

const read = (local: Temporal.ZonedDateTime): LocalTime => ({
  date: local.toPlainDate().toString(),
  weekday: weekdays[local.dayOfWeek - 1] ?? 'mon',
  clockMs: ((local.hour * 60 + local.minute) * 60 + local.second) * 1000 + local.millisecond,
});

export const localTime = (ms: number, timeZone: string): LocalTime => read(zoned(ms, timeZone));

/** A part of a local day in which the clock runs evenly. */
export interface ClockStretch extends LocalTime {
  startMs: number;
  endMs: number;
}

/**
 * The time from one instant to another as the clock of a zone shows it: cut at midnight and wherever the clock is put
 * forward or back, so that within a stretch clock and time agree.
 */
export function* clockStretches(fromMs: number, untilMs: number, timeZone: string): Generator<ClockStretch> {
  let startMs = fromMs;
  while (startMs < untilMs) {
    const local = zoned(startMs, timeZone);
    const at = read(local);
    let endMs = startMs + dayMs - at.clockMs;
    const last = zoned(endMs - 1, timeZone);
    if (last.offsetNanoseconds !== local.offsetNanoseconds) {
      const change = local.getTimeZoneTransition('next');
      if (change) endMs = Math.min(endMs, change.epochMilliseconds);
    }
    endMs = Math.min(endMs, untilMs);
    yield { startMs, endMs, ...at };
    startMs = endMs;
  }
}

/** Whether a zone of this name is known: `Europe/London`. */
export const isTimeZone = (name: string): boolean => {
  try {
    // an offset such as +01:00 is a zone for the calendar, but none that anybody lives in
    return /^[A-Za-z]/.test(name) && Boolean(zoned(0, name));
  } catch {
    return false;
  }
};

const halfYearMs = 182 * dayMs;

/** Whether two zones show the same time now and in the other half of the year: then they differ in name only. */
export const sameClock = (one: string, other: string, at: string): boolean =>
  [Date.parse(at), Date.parse(at) + halfYearMs].every(
    (ms) => zoned(ms, one).offsetNanoseconds === zoned(ms, other).offsetNanoseconds,
  );
