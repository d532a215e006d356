import type { Persona } from './persona.ts';
import { reactFriendly } from './speech.ts';

const friendly = (name: string, own: Partial<Persona>): Persona => ({
  name,
  pickUp: () => 'answers',
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
  ...own,
});

/** Says one sentence at the first opportunity, and is friendly from then on. */
const begins = (name: string, sentence: string, own: Partial<Persona> = {}): Persona =>
  friendly(name, {
    react: (heard) =>
      heard.said.includes(sentence) || (heard.text.trim() === '' && !heard.quiet)
        ? reactFriendly(heard, 'takesTheFirst')
        : { say: sentence },
    ...own,
  });

const question = 'Sorry, one thing first: what does the consultation cost?';

/** Speaks into the agent's second sentence, once. */
const ilse = friendly('ilse', {
  interrupt: ({ text, said }) =>
    said.length > 0 && !said.includes(question) && text.split(' ').length > 4 ? question : null,
});

/** Picks up, says hello, and nothing more. */
const sol = friendly('sol', { react: ({ said }) => (said.length === 0 ? { say: 'Hello?' } : null) });

/** Nobody can make out what they say. */
const mumm = friendly('mumm', { react: ({ text }) => (text.trim() === '' ? null : { say: 'Mmh.' }) });

/** Answers the question with choices by a key. */
const dora = friendly('dora', {
  react: (heard) =>
    /work there or to study/i.test(heard.text) ? { press: '2' } : reactFriendly(heard, 'takesTheFirst'),
});

/** Asks for German. */
const gerd = begins('gerd', 'Können wir bitte Deutsch sprechen?');

/** Asks for a person, who takes the call, declines it, or does not pick up. */
const person = 'I would like to speak to a real person, please.';
const paul = begins('paul', person, { putThrough: 'takes' });
const rita = begins('rita', person, { putThrough: 'ringsOut' });
const dirk = begins('dirk', person, { putThrough: 'declines' });

/** People who make something of a call that is not just answers. */
export const callers: Persona[] = [ilse, sol, mumm, dora, gerd, paul, rita, dirk];

/** Numbers of the range kept for films and plays, by American area. */
export const callersByNumber: [start: string, persona: Persona][] = [
  ['+180355501', ilse],
  ['+180455501', sol],
  ['+180555501', mumm],
  ['+180655501', dora],
  ['+180755501', gerd],
  ['+180855501', paul],
  ['+180955501', rita],
  ['+181055501', dirk],
];
