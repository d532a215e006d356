import type { Logger } from 'pino';
import type { Calendar } from '../integrations/calendar/port.ts';
import type { EmailSender } from '../integrations/email/port.ts';
import type { LanguageModel } from '../integrations/language/port.ts';
import type { Telephony } from '../integrations/telephony/port.ts';
import type { CommandName } from '../schema/contracts/commands.ts';
import type { LeadRef } from '../schema/contracts/ids.ts';
import type { WatchRef } from '../schema/contracts/watch.ts';
import type { Database } from '../schema/database/database.ts';
import type { CommandRequest } from '../schema/database/leads/commands.ts';
import type { ApiSettings } from './settings.ts';

/** What a person or a link is told about a command. `accepted`: it stands and is being done. */
export interface CommandAnswer {
  commandId: string;
  status: 'done' | 'refused' | 'accepted';
  code: string;
  text: string;
}

/** What the routes of the api work with: built once in `main.ts`. */
export interface ApiContext {
  settings: ApiSettings;
  db: Database;
  log: Logger;
  telephony: Telephony;
  email: EmailSender;
  calendar: Calendar;
  language: LanguageModel;
  /** Tells the workflow what it has not heard of yet. Called after a commit, never awaited by a request, never throws. */
  pump(lead: LeadRef): void;
  /** Wakes whoever watches a calendar. Called after a commit, never awaited by a request, never throws. */
  wakeWatch(watch: WatchRef): void;
  /** That this process leaves: whoever listens to it is let go of. Left out where nobody does. */
  leaving?: AbortSignal;
  /** Writes the command, asks the journey, and waits for its answer at most `timeoutMs` (5,000 when not given). */
  command<Name extends CommandName>(
    request: CommandRequest<Name>,
    timeoutMs?: number,
  ): Promise<CommandAnswer>;
}
