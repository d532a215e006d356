import type { CallOutcome } from './calls.ts';
import type { LeadStatus } from './steps.ts';
import type { SuppressionReason } from './suppression.ts';

/** An attempt to call that reached the vendor. */
export interface CallAttemptFacts {
  placedAt: string;
  outcome: CallOutcome | null;
  endedAt: string | null;
}

/** A status that ends what we do unasked, and since when the lead has it. */
export interface EndedLead {
  status: Extract<LeadStatus, 'lost' | 'converted'>;
  since: string;
}

/** What our rows know about contacting a lead: no name, no number, no address. */
export interface ContactFacts {
  hasPhone: boolean;
  hasEmail: boolean;
  /** the zone that the lead's form told */
  timeZone: string | null;
  consentGiven: boolean;
  /** why the number is not called any more */
  phoneBar: SuppressionReason | null;
  /** why the address is not written to any more */
  addressBar: SuppressionReason | null;
  /** the lead wants no e-mail that they did not ask for */
  marketingStopped: boolean;
  optedOut: boolean;
  ended: EndedLead | null;
  paused: boolean;
  callOpen: boolean;
  /** the form or the message that the present contact answers */
  enquiredAt: string;
  /** newest first */
  attempts: CallAttemptFacts[];
  /** when e-mails other than answers went to the lead, the last two days */
  emailsSentAt: string[];
}
