import type { Persona } from './persona.ts';
import { reactFriendly } from './speech.ts';

// People who say whether, when and how they may be contacted, each with an area of their own.

const answers: Omit<Persona, 'name'> = {
  pickUp: () => 'answers',
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
};

/** Says one sentence as soon as the agent has spoken, and then only goodbye. */
const says = (name: string, sentence: string): Persona => ({
  ...answers,
  name,
  react: (heard) => (heard.said.length === 0 ? { say: sentence } : reactFriendly(heard, 'takesTheFirst')),
});

const wren = says('wren', 'I am sorry, you have the wrong number.');
const vera = says('vera', 'Please do not call me again.');

/** Has no time in the first call, and names one; has time from then on. */
const lars: Persona = {
  ...answers,
  name: 'lars',
  react: (heard) =>
    heard.attempt === 1 && heard.said.length === 0
      ? { say: 'Please call me back in a minute.' }
      : reactFriendly(heard, 'takesTheFirst'),
};

/** Wants no calls, and answers e-mails instead. */
const rolf: Persona = { ...answers, name: 'rolf', pickUp: () => 'rejects' };

/** Whom the numbers of these areas belong to. */
export const contactPersonas: [start: string, persona: Persona][] = [
  ['+160355501', wren],
  ['+160555501', vera],
  ['+160655501', lars],
  ['+160755501', rolf],
];
