import type { Persona } from './persona.ts';
import { reactFriendly } from './speech.ts';

// People whose appointments come to something else than a meeting at the time first agreed on. On the phone they are
// friendly and book; what happens afterwards is done by them on the page, by staff, or by a consultant in Outlook.

const booker = (name: string): Persona => ({
  name,
  pickUp: () => 'answers',
  machine: false,
  react: (heard) => reactFriendly(heard, 'takesTheFirst'),
  opensLinks: false,
});

/** Wants to choose from the page, and nobody opens it for them. */
const chooser: Persona = { ...booker('tess'), react: (heard) => reactFriendly(heard, 'choosesLater') };

/** Whom the numbers of these areas belong to. */
export const appointmentPersonas: [start: string, persona: Persona][] = [
  ['+150355501', booker('rhea')],
  ['+150655501', booker('cara')],
  ['+150755501', booker('otto')],
  ['+150855501', booker('nora')],
  ['+150955501', booker('nico')],
  ['+151055501', chooser],
];
