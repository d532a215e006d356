import type { Step } from '../../schema/contracts/journey.ts';

/** `noAnswer` as people read it: `no answer`. */
export const inWords = (code: string): string =>
  code.replaceAll(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );

const standings: Record<Step, string> = {
  intake: 'The enquiry is being taken in',
  call: 'The lead is to be called',
  summarise: 'The call is being summed up',
  schedule: 'A time for a meeting is being found',
  attend: 'A meeting is booked',
  followUp: 'The lead is being followed up',
  rest: 'Nothing is planned',
  closed: 'The journey is closed',
};

/** Where a journey stands, for a reader who knows nothing else of it. */
export const standing = (step: Step, isCallOpen: boolean): string =>
  step === 'call' && isCallOpen ? 'A call with the lead is running' : standings[step];

const comesNext: Record<string, string> = {
  firstFact: 'the enquiry is read',
  nextEvent: 'nothing by itself: a message, a form, a call or a command of staff takes it on',
  paused: 'nothing until staff resume it',
  suspended: 'nothing until the business, which is suspended, goes on',
  callEnd: 'the vendor is asked whether the call is still open, unless its end is told before',
  ended: 'nothing: a later form or message begins it anew',
  lastEffects: 'what was begun is finished',
  offerStands: 'a follow-up, unless the lead chooses one of the offered times before',
  remind: 'reminders of the meeting',
  end: 'the meeting counts as held, unless somebody says otherwise before',
  call: 'the next call',
  cadence: 'the next follow-up',
};

const stepDoes: Partial<Record<Step, string>> = {
  call: 'the next call',
  schedule: 'an offer of times',
  followUp: 'the next follow-up',
};

/** What comes next, by the step and the code of what it waits for. */
export const nextInWords = (step: Step, because: string, at?: string): string => {
  const next = comesNext[because];
  if (next !== undefined) return at ? `at ${at}, ${next}` : next;
  const does = stepDoes[step];
  const what = does ? `${does} (${inWords(because)})` : inWords(because);
  return at ? `at ${at}, ${what}` : `as soon as something changes, ${what}`;
};
