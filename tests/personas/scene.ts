import type { Person, SentLead } from '../end-to-end/leads.ts';
import type { Running } from '../end-to-end/running.ts';
import type { SandboxFault } from '../end-to-end/sandbox-view.ts';

/** One lead's story: who it is, what breaks on the way, and what people do that the persona does not do by itself. */
export interface Scene {
  /** as it stands in the table of `docs/journeys.md`: the persona, and the fault it meets */
  persona: string;
  fault: string;
  /** how the form is filled in; the runner gives everybody a number and an address of their own */
  person: (nth: number) => Person;
  /** faults that meet this lead alone: `about` is its number or address */
  faults?: (person: Person) => (SandboxFault & { about: string })[];
  /** how the lead comes in; the tenant's form when it is left out */
  enter?: (running: Running, person: Person) => Promise<SentLead>;
  /** what happens beside the journey: staff's commands, mails, a process killed. The journey's end is awaited after it. */
  play?: (running: Running, lead: SentLead) => Promise<void>;
  /** the step at which the journey has said all it will say */
  ends?: 'rest' | 'closed' | 'followUp' | 'schedule' | 'attend' | 'call';
  /** kills or stops what others need: walked after everybody else, one at a time */
  alone?: boolean;
}

/** What the table calls a scene. */
export const titleOf = ({ persona, fault }: Pick<Scene, 'persona' | 'fault'>): string =>
  fault === '–' ? persona : `${persona}, ${fault}`;
