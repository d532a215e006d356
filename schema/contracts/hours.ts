export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A duration as people write it: `45 seconds`, `30 minutes`, `24 hours`, `3 days`, `2 weeks`. */
export type Duration = string;

/**
 * A stretch of local time that begins on each of these days; `24:00` is a day's end. One that ends earlier on the clock
 * than it begins goes on past midnight, into the next day.
 */
export interface DayWindow {
  days: Weekday[];
  from: string;
  to: string;
}

/**
 * Days on which nothing is open, from the first to the last of them: with a year, or as `12-24` in every year. They may
 * go on past the end of a year.
 */
export interface Blackout {
  from: string;
  to: string;
  /** as people read it */
  reason: string;
}

/** The hours of a day in which nobody is written to unasked, in local time; they may go on past midnight. */
export interface QuietHours {
  from: string;
  to: string;
}
