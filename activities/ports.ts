import type { Logger } from 'pino';
import type { Calendar } from '../integrations/calendar/port.ts';
import type { EmailSender } from '../integrations/email/port.ts';
import type { LanguageModel } from '../integrations/language/port.ts';
import type { Telephony } from '../integrations/telephony/port.ts';
import type { Database } from '../schema/database/database.ts';

/** What activities work with: built once by the process that runs them. */
export interface Ports {
  db: Database;
  telephony: Telephony;
  email: EmailSender;
  calendar: Calendar;
  language: LanguageModel;
  /** the address under which vendors and leads reach us, without a slash at its end */
  publicBaseUrl: string;
  /** keys the hashes of addresses and numbers */
  linkSecret: string;
  log: Logger;
}
