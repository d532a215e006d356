import type { Persona } from './persona.ts';
import { reactFriendly } from './speech.ts';

const friendly: Omit<Persona, 'name'> = {
  pickUp: () => 'answers',
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
};

/** People who are easy on the phone and whose mailboxes are not: what those do is decided by the address. */
export const readers: [start: string, persona: Persona][] = [
  // the mailbox does not exist, is full, or its reader calls our mail a nuisance
  ['+192055501', { ...friendly, name: 'bounce' }],
  ['+192555501', { ...friendly, name: 'full' }],
  ['+192855501', { ...friendly, name: 'complain' }],
  ['+193155501', { ...friendly, name: 'una', unsubscribes: true }],
];
