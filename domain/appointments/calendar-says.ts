/** An appointment as our rows know it. */
export interface KnownMeeting {
  startsAt: string;
  endsAt: string;
  v: number;
  /** the version that the calendar was brought in line with */
  arrangedV: number;
}

/** The event as the calendar shows it; null: it is gone. */
export interface ShownMeeting {
  startAt: string;
  endAt: string;
  cancelled: boolean;
  attendees: readonly { address: string; response: string }[];
}

export type CalendarSays =
  | { kind: 'same' }
  /** a change of ours is on its way and will win: look again when it has arrived */
  | { kind: 'later' }
  | { kind: 'moved'; startAt: string; endAt: string }
  | { kind: 'cancelled'; reason: 'cancelledInCalendar' | 'declinedByLead' };

/**
 * What a person has changed in the calendar itself, told from what we have changed there by comparing it with our rows:
 * an echo of our own change says the same as they do.
 */
export const calendarSays = (
  known: KnownMeeting,
  shown: ShownMeeting | null,
  leadAddress: string | null,
): CalendarSays => {
  if (known.arrangedV < known.v) return { kind: 'later' };
  if (!shown || shown.cancelled) return { kind: 'cancelled', reason: 'cancelledInCalendar' };
  const { startAt, endAt } = shown;
  const lead = leadAddress?.toLowerCase();
  if (shown.attendees.some(({ address, response }) => address === lead && response === 'declined'))
    return { kind: 'cancelled', reason: 'declinedByLead' };
  const isSame = sameSecond(startAt, known.startsAt) && sameSecond(endAt, known.endsAt);
  return isSame ? { kind: 'same' } : { kind: 'moved', startAt, endAt };
};

/** Calendars are asked for whole seconds. */
const sameSecond = (one: string, other: string): boolean =>
  Math.floor(Date.parse(one) / 1_000) === Math.floor(Date.parse(other) / 1_000);
