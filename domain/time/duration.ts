import { Temporal } from 'temporal-polyfill';

const unitMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;
type Unit = keyof typeof unitMs;

/** How a duration is written, for schemas: `45 seconds`, `30 minutes`, `1.5 hours`, `3 days`. */
export const durationPattern = '^\\d+(\\.\\d+)? (second|minute|hour|day|week)s?$';
const shape = /^(\d+(?:\.\d+)?) (second|minute|hour|day|week)s?$/;

const parse = (text: string): { amount: number; unit: Unit } => {
  const match = shape.exec(text);
  if (!match) throw new RangeError(`"${text}" is no duration: write a number and a unit, like "30 minutes"`);
  return { amount: Number(match[1]), unit: match[2] as Unit };
};

/** The length of a duration; a day is 24 hours. Throws a `RangeError` that names what it could not read. */
export const durationMs = (text: string): number => {
  const { amount, unit } = parse(text);
  return Math.round(amount * unitMs[unit]);
};

/**
 * The instant a duration after another one. Whole days and weeks are days of the calendar when a zone is given: the same
 * time on the clock, also when the clock was changed in between.
 */
export const addDuration = (at: string, duration: string, timeZone?: string): string => {
  const { amount, unit } = parse(duration);
  const ofCalendar = timeZone && Number.isInteger(amount) && (unit === 'day' || unit === 'week');
  if (!ofCalendar) return new Date(Date.parse(at) + durationMs(duration)).toISOString();
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  const later = local.add({ days: unit === 'week' ? amount * 7 : amount });
  return new Date(later.epochMilliseconds).toISOString();
};
