import type { DayWindow } from '../../schema/contracts/tenant.ts';
import { type ClockStretch, clockStretches, dayMs, localTime } from './local-time.ts';

/** When something is open, by the clock of whatever zone it is asked for. */
export interface OpenHours {
  windows: readonly DayWindow[];
  /** local dates on which it stays closed */
  holidays: readonly string[];
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
  for (const day of clockStretches(fromMs, untilMs, timeZone))
    for (const open of openParts(hours, day)) {
      const before = found.at(-1);
      if (before && open.startMs <= before.endMs) before.endMs = Math.max(before.endMs, open.endMs);
      else found.push(open);
    }
  return found;
};

const openParts = ({ windows, holidays }: OpenHours, day: ClockStretch): Stretch[] => {
  if (holidays.includes(day.date)) return [];
  return windows
    .filter(({ days }) => days.includes(day.weekday))
    .map(({ from, to }) => ({
      startMs: Math.max(day.startMs, day.startMs + clockTimeMs(from) - day.clockMs),
      endMs: Math.min(day.endMs, day.startMs + clockTimeMs(to) - day.clockMs),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs)
    .sort((a, b) => a.startMs - b.startMs);
};

/** Whether it is open at an instant in a zone. */
export const isOpen = (hours: OpenHours, timeZone: string, at: string): boolean => {
  const { date, weekday, clockMs } = localTime(Date.parse(at), timeZone);
  if (hours.holidays.includes(date)) return false;
  return hours.windows.some(
    ({ days, from, to }) =>
      days.includes(weekday) && clockTimeMs(from) <= clockMs && clockMs < clockTimeMs(to),
  );
};

// a week repeats but for holidays and changes of the clock: what does not open within a year never will
const searchDays = 372;
const chunkDays = 8;

/** The first instant from `from` on at which it is open in every one of the zones, or null when there is none. */
export const nextOpening = (hours: OpenHours, timeZones: readonly string[], from: string): string | null => {
  if (timeZones.every((zone) => isOpen(hours, zone, from))) return new Date(from).toISOString();
  if (hours.windows.length === 0) return null;
  const startMs = Date.parse(from);
  for (let day = 0; day < searchDays; day += chunkDays) {
    const [chunkStart, chunkEnd] = [startMs + day * dayMs, startMs + (day + chunkDays) * dayMs];
    const open = timeZones.map((zone) => openStretches(hours, zone, chunkStart, chunkEnd)).reduce(overlap);
    const [first] = open;
    if (first) return new Date(first.startMs).toISOString();
  }
  return null;
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
