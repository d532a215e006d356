/** A mail that somebody receives. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  html: string | null;
  text: string | null;
}

/** What the person at the phone has just heard. */
export interface Heard {
  /** what the agent said since the person spoke last */
  text: string;
  language: string;
  /** what the person has said so far in this call */
  said: string[];
  /** nobody has spoken for a long while */
  quiet: boolean;
}

/** What somebody does when the phone rings. */
export type Pickup = 'answers' | 'ringsOut' | 'declines';

/** What the person does about it; null: wait and listen. */
export type Reaction = { say: string } | { hangUp: true } | null;

/** Somebody who is imitated: how they take calls, speak and read mail. Deterministic. */
export interface Persona {
  name: string;
  pickUp(attempt: number): Pickup;
  /** an answering machine takes the call */
  machine: boolean;
  react(heard: Heard): Reaction;
  opensLinks: boolean;
}

/** What the vendors tell the people who are imitated. */
export interface Personas {
  /** Called once per delivered mail; whoever is addressed may act on it a moment later. */
  emailArrived(mail: Mail): void;
  /** The phone of a number starts to ring: counts the attempt. Null when personas are switched off. */
  phoneRings(number: string): { persona: string; pickup: Pickup; machine: boolean } | null;
  react(persona: string, heard: Heard): Reaction;
}
