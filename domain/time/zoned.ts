import { type Blackout, type DayWindow, weekdays } from '../../schema/contracts/tenant.ts';
import { type ClockStretch, clockStretches, dayMs, localTime } from './local-time.ts';

/** When something is open, by the clock of whatever zone it is asked for. */
export interface OpenHours {
  windows: readonly DayWindow[];
  /** local dates on which it stays closed */
  holidays: readonly string[];
  blackouts?: readonly Blackout[];
}

/** Hours by the clock of one zone. */
export interface HoursIn {
  hours: OpenHours;
  timeZone: string;
}

/** A stretch of time, its end not included. */
export interface Stretch {
  startMs: number;
  endMs: number;
}

/** `09:30` as milliseconds of the clock; `24:00` is the end of the day. */
export const clockTimeMs = (text: string): number => {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
};

/** Windows as parts of single days: one that goes on past midnight is two. */
export const dayParts = (windows: readonly DayWindow[]): DayWindow[] =>
  windows.flatMap(({ days, from, to }) => {
    if (from < to) return [{ days, from, to }];
    const nextDays = days.map((day) => weekdays[(weekdays.indexOf(day) + 1) % 7] ?? day);
    const parts = [
      { days, from, to: '24:00' },
      { days: nextDays, from: '00:00', to },
    ];
    return parts.filter((part) => part.from < part.to);
  });

/** The blackout that a local date lies in. */
export const blackoutOn = ({ blackouts = [] }: OpenHours, date: string): Blackout | undefined =>
  blackouts.find(({ from, to }) => {
    const day = from.length === 5 ? date.slice(5) : date;
    return from <= to ? from <= day && day <= to : from <= day || day <= to;
  });

const isClosedOn = (hours: OpenHours, date: string): boolean =>
  hours.holidays.includes(date) || blackoutOn(hours, date) !== undefined;

/**
 * The open stretches between two instants, in order, joined where one ends as the next begins. What the clock shows
 * decides: an hour that is skipped is open to nobody, an hour that comes twice is open twice.
 */
export const openStretches = (
  hours: OpenHours,
  timeZone: string,
  fromMs: number,
  untilMs: number,
): Stretch[] => {
  const found: Stretch[] = [];
  const parts = dayParts(hours.windows);
  for (const day of clockStretches(fromMs, untilMs, timeZone))
    for (const open of isClosedOn(hours, day.date) ? [] : openParts(parts, day)) {
      const before = found.at(-1);
      if (before && open.startMs <= before.endMs) before.endMs = Math.max(before.endMs, open.endMs);
      else found.push(open);
    }
  return found;
};

const openParts = (parts: readonly DayWindow[], day: ClockStretch): Stretch[] =>
  parts
    .filter(({ days }) => days.includes(day.weekday))
    .map(({ from, to }) => ({
      startMs: Math.max(day.startMs, day.startMs + clockTimeMs(from) - day.clockMs),
      endMs: Math.min(day.endMs, day.startMs + clockTimeMs(to) - day.clockMs),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs)
    .sort((a, b) => a.startMs - b.startMs);

/** Whether it is open at an instant in a zone. */
export const isOpen = (hours: OpenHours, timeZone: string, at: string): boolean => {
  const { date, weekday, clockMs } = localTime(Date.parse(at), timeZone);
  if (isClosedOn(hours, date)) return false;
  return dayParts(hours.windows).some(
    ({ days, from, to }) =>
      days.includes(weekday) && clockTimeMs(from) <= clockMs && clockMs < clockTimeMs(to),
  );
};

// a week repeats but for holidays and changes of the clock: what does not open within a year never will
const searchDays = 372;
const chunkDays = 8;

/** The first instant from `from` on at which it is open in every one of the zones, or null when there is none. */
export const nextOpening = (hours: OpenHours, timeZones: readonly string[], from: string): string | null =>
  nextCommonOpening(
    timeZones.map((timeZone) => ({ hours, timeZone })),
    from,
  );

/** The first instant from `from` on at which it is open everywhere, each place by its own hours; null when there is none. */
export const nextCommonOpening = (
  places: readonly HoursIn[],
  from: string,
  days = searchDays,
): string | null => {
  if (places.every(({ hours, timeZone }) => isOpen(hours, timeZone, from)))
    return new Date(from).toISOString();
  if (places.some(({ hours }) => hours.windows.length === 0)) return null;
  const startMs = Date.parse(from);
  for (let day = 0; day < days; day += chunkDays) {
    const [chunkStart, chunkEnd] = [startMs + day * dayMs, startMs + (day + chunkDays) * dayMs];
    const [first] = openEverywhere(places, chunkStart, chunkEnd);
    if (first) return new Date(first.startMs).toISOString();
  }
  return null;
};

const openEverywhere = (places: readonly HoursIn[], fromMs: number, untilMs: number): Stretch[] => {
  let open: Stretch[] = [{ startMs: fromMs, endMs: untilMs }];
  for (const { hours, timeZone } of places) {
    open = overlap(open, openStretches(hours, timeZone, fromMs, untilMs));
    // zones far apart are soon done with: the rest of them need not be looked at
    if (open.length === 0) break;
  }
  return open;
};

/** Where two ordered lists of stretches are both open. */
export const overlap = (one: readonly Stretch[], other: readonly Stretch[]): Stretch[] =>
  one.flatMap((a) =>
    other
      .map((b) => ({ startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) }))
      .filter(({ startMs, endMs }) => startMs < endMs),
  );

/** The instant at which the local day of an instant ends in a zone. */
export const endOfLocalDay = (at: string, timeZone: string): string => {
  const startMs = Date.parse(at);
  const { date } = localTime(startMs, timeZone);
  for (const day of clockStretches(startMs, startMs + 3 * dayMs, timeZone))
    if (day.date !== date) return new Date(day.startMs).toISOString();
  return new Date(startMs + dayMs).toISOString();
};
