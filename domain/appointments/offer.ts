import { localTime } from '../time/local-time.ts';
import type { Slot } from './slots.ts';

const weekdayWords: Record<string, RegExp> = {
  mon: /\bmon(day)?\b/i,
  tue: /\btue(s|sday)?\b/i,
  wed: /\bwed(nesday)?\b/i,
  thu: /\bthu(r|rs|rsday)?\b/i,
  fri: /\bfri(day)?\b/i,
  sat: /\bsat(urday)?\b/i,
  sun: /\bsun(day)?\b/i,
};

const partsOfDay: { words: RegExp; from: number; to: number }[] = [
  { words: /\bmorning\b/i, from: 0, to: 12 },
  { words: /\bafternoon\b/i, from: 12, to: 18 },
  { words: /\bevening\b/i, from: 17, to: 24 },
];

/**
 * The slots to offer: the soonest ones, of those that fit what the lead said they prefer (a day of the week, a part of
 * the day) by the lead's own clock. When none fits, the soonest of all.
 */
export const slotsToOffer = (
  slots: readonly Slot[],
  count: number,
  { preference, timeZone }: { preference: string | null; timeZone: string },
): Slot[] => {
  const wished = slots.filter(({ startAt }) =>
    fits(preference ?? '', localTime(Date.parse(startAt), timeZone)),
  );
  return (wished.length > 0 ? wished : slots).slice(0, count);
};

const fits = (preference: string, { weekday, clockMs }: ReturnType<typeof localTime>): boolean => {
  const days = Object.keys(weekdayWords).filter((day) => weekdayWords[day]?.test(preference));
  const parts = partsOfDay.filter(({ words }) => words.test(preference));
  const hour = clockMs / 3_600_000;
  return (
    (days.length === 0 || days.includes(weekday)) &&
    (parts.length === 0 || parts.some(({ from, to }) => from <= hour && hour < to))
  );
};
