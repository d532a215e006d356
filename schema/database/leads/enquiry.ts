/** A web form's enquiry, validated and normalised. */
export interface Enquiry {
  tenantId: string;
  name: string;
  /** E.164 */
  phone: string | null;
  phoneCountry: string | null;
  email: string | null;
  country: string | null;
  language: string;
  timeZone: string | null;
  interest: string | null;
  message: string | null;
  consent: { given: boolean; text: string; ip: string | null };
  /** the caller's `Idempotency-Key`, or null */
  idempotencyKey: string | null;
  /** a hash of what was sent, to notice another body under the same key */
  bodyHash: string;
  /** the same person again within this time is the same enquiry */
  sameEnquiryWithinMs: number;
  /** keys of the staff among whom a new lead is given out in turn; nobody when empty */
  assignTo: string[];
}

/** An enquiry that is stored: its own id is all that its sender is told. */
export interface AcceptedEnquiry {
  leadId: string;
  enquiryId: string;
  outcome: EnquiryOutcome;
}

/**
 * What became of an enquiry: `new` a new lead, `again` a known person with a new enquiry, `same` the same person within
 * the window, `replayed` the same key again, `keyReused` the key of another body.
 */
export type EnquiryOutcome = 'new' | 'again' | 'same' | 'replayed' | 'keyReused';
