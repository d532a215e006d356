import type { Step } from '../contracts/journey.ts';

/** What the story is told from. */
export interface JourneyPlace {
  step: Step | null;
  nextAction: string | null;
  nextActionAt: Date | null;
  attempts: number;
  pausedAt: Date | null;
  optedOutAt: Date | null;
  closedAt: Date | null;
  closeReason: string | null;
  timeZone: string | null;
}

const stepStories: Record<Step, (attempts: number) => string> = {
  intake: () => 'The enquiry is being taken in',
  call: (attempts) =>
    attempts === 0
      ? 'The lead is about to be called'
      : `The lead is being called (${tries(attempts)} so far)`,
  summarise: () => 'The call is being summed up',
  schedule: () => 'A time for a meeting is being found',
  attend: () => 'A meeting is booked',
  followUp: () => 'The lead is being followed up',
  rest: () => 'Nothing is planned; the journey waits for the lead',
  closed: () => 'The journey is closed',
};

const tries = (attempts: number): string => (attempts === 1 ? '1 try' : `${attempts} tries`);

/** `offerStands` as people read it: `offer stands`. */
const inWords = (code: string): string =>
  code
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[._-]/g, ' ')
    .toLowerCase();

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The clock of a zone. Making one costs more than the rest of the story, and a list has the same few zones. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  // zones are as many as the world has, their spellings are not
  if (clocks.size > 1_000) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
};

/** Zones come with leads: one that is not known must not spoil a screen. */
const knownClock = (zone: string | null): Intl.DateTimeFormat => {
  try {
    return clockOf(zone ?? 'UTC');
  } catch {
    return clockOf('UTC');
  }
};

const moment = (at: Date, zone: string | null): string => {
  const clock = knownClock(zone);
  return `${clock.format(at)} (${clock.resolvedOptions().timeZone})`;
};

const whatNext = ({ nextAction, nextActionAt, timeZone }: JourneyPlace): string => {
  // its instant is when somebody looks whether the call is still open: nothing that happens to the lead
  if (nextAction === 'callRunning') return '; a call is open';
  if (nextAction === 'suspended') return '; it waits, because the business is suspended';
  const what = nextAction ? `next: ${inWords(nextAction)}` : 'next step';
  if (nextActionAt) return `; ${what} at ${moment(nextActionAt, timeZone)}`;
  return nextAction ? `; ${what}` : '';
};

/** Where a journey is, in one sentence. */
export const journeyStory = (place: JourneyPlace): string => {
  if (!place.step) return 'The journey has not begun yet.';
  if (place.closedAt || place.step === 'closed')
    return `The journey is closed${place.closeReason ? `: ${inWords(place.closeReason)}` : ''}.`;
  const wish = place.optedOutAt ? 'The lead does not want to be contacted. ' : '';
  const pause = place.pausedAt ? 'Paused by staff. ' : '';
  return `${wish}${pause}${stepStories[place.step](place.attempts)}${whatNext(place)}.`;
};
