import type { Persona } from './persona.ts';

// People who would rather write than talk, each with an area of their own.

const silent: Omit<Persona, 'name'> = {
  pickUp: () => 'ringsOut',
  machine: false,
  react: () => null,
  opensLinks: false,
};

/** Writes herself, and never answers the phone. */
const wilma: Persona = { ...silent, name: 'wilma' };

/** Is away: his mail program says so to whoever writes. */
const ozzy: Persona = {
  ...silent,
  name: 'ozzy',
  away: 'Thank you for your message. I am out of the office until Monday and will answer then.',
};

/** By the start of their numbers. */
export const writers: [start: string, persona: Persona][] = [
  ['+190155501', wilma],
  ['+190255501', ozzy],
];
