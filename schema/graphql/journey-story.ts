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

const moment = (at: Date, timeZone: string): string => {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${format.format(at)} (${timeZone})`;
};

/** Zones come with leads: one that is not known must not spoil a screen. */
const knownZone = (zone: string | null): string => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone ?? 'UTC' }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
};

const whatNext = ({ nextAction, nextActionAt, timeZone }: JourneyPlace): string => {
  // its instant is when somebody looks whether the call is still open: nothing that happens to the lead
  if (nextAction === 'callRunning') return '; a call is open';
  const what = nextAction ? `next: ${inWords(nextAction)}` : 'next step';
  if (nextActionAt) return `; ${what} at ${moment(nextActionAt, knownZone(timeZone))}`;
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
