/** A mail that somebody receives. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers?: Record<string, string>;
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
  /** which of the calls to this person it is, counted from 1; 0 when they called */
  attempt: number;
}

/** `busy`: they talk to somebody else; `declines`: a button that looks like that; `rejects`: one that says no. */
export type Pickup = 'answers' | 'ringsOut' | 'busy' | 'declines' | 'rejects';

/** What the person does about it; null: wait and listen. */
export type Reaction = { say: string } | { press: string } | { hangUp: true } | null;

/** What a member of staff does to whom somebody is put through. */
export type PutThrough = 'takes' | 'declines' | 'ringsOut';

/** Somebody who is imitated: how they take calls, speak and read mail. Deterministic. */
export interface Persona {
  name: string;
  pickUp(attempt: number): Pickup;
  /** an answering machine takes the call */
  machine: boolean;
  /** a fax machine takes the call */
  fax?: true;
  /** how many sentences the vendor needs to find out who picked up; 3 unless it is hard to tell */
  detectedAfter?: number;
  react(heard: Heard): Reaction;
  opensLinks: boolean;
  /** what they say into a sentence of the agent, of which they have heard so much; null: they let it speak */
  interrupt?(heard: Heard): string | null;
  /** what becomes of their wish to speak to a person; left out: it is taken */
  putThrough?: PutThrough;
  /** what their mail program answers by itself while they are away */
  away?: string;
  /** presses “unsubscribe” in the mail program as soon as a mail offers it */
  unsubscribes?: boolean;
}

/** Who is at the phone of a number, and what happens there. */
export interface PickedUp {
  persona: string;
  attempt: number;
  pickup: Pickup;
  machine: boolean;
  fax: boolean;
  detectedAfter: number;
}

/** What the vendors tell the people who are imitated. */
export interface Personas {
  /** Called once per delivered mail; whoever is addressed may act on it a moment later. */
  emailArrived(mail: Mail): void;
  /** What mail programs answer by themselves to a mail, each for its owner. */
  autoReplies(mail: Mail): { from: string; text: string }[];
  /** The phone of a number starts to ring: counts the attempt. Null when personas are switched off. */
  phoneRings(number: string): PickedUp | null;
  /** Who calls from a number. */
  calls(number: string): string;
  react(persona: string, heard: Heard): Reaction;
  interrupt(persona: string, heard: Heard): string | null;
  putThrough(persona: string): PutThrough;
}
