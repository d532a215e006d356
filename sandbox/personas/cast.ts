import { appointmentPersonas } from './appointments.ts';
import { callers, callersByNumber } from './callers.ts';
import { contactPersonas } from './contact.ts';
import { lines } from './lines.ts';
import type { Persona } from './persona.ts';
import { readers } from './readers.ts';
import { reactAsMachine, reactFriendly } from './speech.ts';
import { writers } from './writers.ts';

const ana: Persona = {
  name: 'ana',
  pickUp: (attempt) => (attempt >= 2 ? 'answers' : 'ringsOut'),
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
};

const noel: Persona = { ...ana, name: 'noel', pickUp: () => 'ringsOut' };

const mia: Persona = {
  ...ana,
  name: 'mia',
  pickUp: () => 'answers',
  react: (heard) => reactFriendly(heard, 'choosesLater'),
  opensLinks: true,
};

// as `mia`, but not at the first attempt
const lea: Persona = { ...mia, name: 'lea', pickUp: ana.pickUp };

const ivy: Persona = { ...ana, name: 'ivy', pickUp: () => 'answers' };
const vox: Persona = { ...ana, name: 'vox', pickUp: () => 'answers', machine: true, react: reactAsMachine };
const bea: Persona = { ...ana, name: 'bea', pickUp: () => 'declines' };

const cast = [
  ...[ana, noel, mia, lea, ivy, vox, bea],
  ...[...lines, ...writers, ...appointmentPersonas, ...readers, ...contactPersonas].map(
    ([, persona]) => persona,
  ),
  ...callers,
];
// numbers kept free for films and plays, of which nobody has one: 555-0100 to 555-0199 of every American area
const byNumber: [start: string, persona: Persona][] = [
  ['+130355501', noel],
  ['+140455501', mia],
  ['+150555501', ivy],
  ['+160255501', vox],
  ['+170255501', bea],
  ['+180255501', lea],
  ...lines,
  ...writers,
  ...callersByNumber,
  ...appointmentPersonas,
  ...readers,
  ...contactPersonas,
];

/** Who answers a number: the range decides, and everybody else is `ana`. */
export function personaOfNumber(number: string): Persona {
  return byNumber.find(([start]) => number.startsWith(start))?.[1] ?? ana;
}

/** Who reads an address: the part before `@` and `+` decides; others are nobody. */
export function personaOfAddress(address: string): Persona | null {
  const bare = /<([^<>]+)>/.exec(address)?.[1] ?? address;
  const name = bare.trim().toLowerCase().split('@')[0]?.split('+')[0];
  return cast.find((persona) => persona.name === name) ?? null;
}

export function personaNamed(name: string): Persona {
  return cast.find((persona) => persona.name === name) ?? ana;
}
