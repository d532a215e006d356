import type { Heard, Persona, Reaction } from './persona.ts';
import { reactAsMachine, reactFriendly } from './speech.ts';

// People whose phones do something else than ring and be answered, each with an area of their own.

const person: Omit<Persona, 'name'> = {
  pickUp: () => 'answers',
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
};

const screener = {
  asks: "Hi. The person you're calling is using a screening service and will get a copy of this conversation. Please say your name and why you're calling.",
  holds: 'Thank you. Please stay on the line.',
  refuses: 'The person you are calling is not available right now. Goodbye.',
};

/** A phone that asks who is calling; then its owner comes on, or nobody does. */
const reactScreened = (heard: Heard, comesOn: boolean): Reaction => {
  const { said, quiet, text } = heard;
  if (said.length === 0) return { say: screener.asks };
  if (said.length === 1) return text.trim() && !quiet ? { say: screener.holds } : null;
  if (said.length === 2) {
    if (!quiet) return null;
    return { say: comesOn ? 'Hello, it is me now. Sorry about that.' : screener.refuses };
  }
  if (!comesOn) return quiet ? { hangUp: true } : null;
  return reactFriendly(heard, 'takesTheFirst');
};

/** Talks for two answers and is gone in the middle of the third question. */
const reactInHaste = (heard: Heard): Reaction =>
  heard.said.length >= 2 ? { hangUp: true } : reactFriendly(heard, 'takesTheFirst');

export const voicemailLate: Persona = {
  ...person,
  name: 'echo',
  machine: true,
  detectedAfter: 16,
  react: reactAsMachine,
};
export const voicemailAlways: Persona = { ...person, name: 'max', machine: true, react: reactAsMachine };
export const faxMachine: Persona = { ...person, name: 'fay', fax: true, react: () => null };
export const busyTwice: Persona = {
  ...person,
  name: 'bo',
  pickUp: (attempt) => (attempt <= 2 ? 'busy' : 'answers'),
};
export const rejects: Persona = { ...person, name: 'rex', pickUp: () => 'rejects' };
export const hangsUp: Persona = { ...person, name: 'rush', react: reactInHaste };
export const screenedThrough: Persona = {
  ...person,
  name: 'gale',
  react: (heard) => reactScreened(heard, true),
};
export const screenedOut: Persona = {
  ...person,
  name: 'ward',
  react: (heard) => reactScreened(heard, false),
};
const wish = 'Hello, I saw your advertisement and would like to know more. My name is Cleo.';

/** Never picks up, and calls us instead: says what it is about, then answers like everybody. */
export const callsUs: Persona = {
  ...person,
  name: 'cleo',
  pickUp: () => 'ringsOut',
  react: (heard) => (heard.said.length === 0 ? { say: wish } : reactFriendly(heard, 'takesTheFirst')),
};

/** Whom the numbers of these areas belong to. */
export const lines: [start: string, persona: Persona][] = [
  ['+170355501', voicemailAlways],
  ['+170455501', voicemailLate],
  ['+170555501', faxMachine],
  ['+170655501', busyTwice],
  ['+170755501', rejects],
  ['+170855501', hangsUp],
  ['+171255501', screenedThrough],
  ['+171355501', screenedOut],
  ['+171455501', callsUs],
];
