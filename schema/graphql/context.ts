import type { Consideration } from '../../domain/contact/explain.ts';
import type { CommandName } from '../contracts/commands.ts';
import type { CommandRequest } from '../database/leads/commands.ts';
import type { ChangesTold } from '../database/live/changes.ts';
import type { StaffDatabase } from './staff-database.ts';
import type { Viewer } from './who-asks.ts';

/** What a command came to. `accepted`: it stands and is being done. */
export interface CommandReply {
  commandId: string;
  status: 'done' | 'refused' | 'accepted';
  code: string;
  text: string;
}

/** A time at which somebody of staff could still meet a lead. */
export interface FreeSlot {
  staffKey: string;
  startAt: string;
  endAt: string;
}

/** Whether a lead may be contacted in one way at this moment. */
export interface ContactAnswer {
  verdict: 'allowed' | 'at' | 'wait' | 'never';
  at: Date | null;
  reason: string;
  rule: string;
  sentence: string;
  considered: Consideration[];
}

export interface Contactability {
  call: ContactAnswer;
  email: ContactAnswer;
  policyVersion: number;
}

/** What a subscription lives on. */
export interface Live {
  /**
   * What changes of the viewer's tenant after a place, until nobody listens any more or the viewer may not. Without a
   * place it goes on from where the listener says to have been.
   */
  follow(after: string | null): AsyncGenerator<ChangesTold>;
  /** The place of the event that is being answered: whoever comes again with it misses nothing. */
  place: string | null;
  /** The place of whoever has heard everything and waits; null while an event is being answered. */
  idle: string | null;
}

/** What resolvers work with; made anew for every request. */
export interface GraphqlContext {
  viewer: Viewer | null;
  db: StaffDatabase;
  /** Writes the command and asks the journey; a second call with the same `commandId` answers the first's outcome. */
  command<Name extends CommandName>(request: CommandRequest<Name>): Promise<CommandReply>;
  /** The tenant's free slots, or one person's, soonest first. Left out where no calendar can be asked. */
  freeSlots?(tenantId: string, staffKey?: string): Promise<FreeSlot[]>;
  /** Whose calendars are free for a meeting then; null when they cannot be asked. */
  freeThen?(
    tenantId: string,
    at: { startAt: string; except?: { id: string; startsAt: Date; endsAt: Date } },
  ): Promise<string[] | null>;
  /** Whether a lead of the viewer's tenant may be contacted now. Left out where numbers cannot be looked up. */
  contactability?(leadId: string): Promise<Contactability | null>;
  /** Left out where nothing can be followed. */
  live?: Live;
  /** makes the tokens of the links that people are mailed */
  linkSecret: string;
  /** How many milliseconds this request may still take; throws when there are none. */
  timeLeft?(): number;
  temporalUiUrl: string;
  temporalNamespace: string;
}
