/** What the world can tell a journey. Each kind is the name of a Temporal signal. */
export const factKinds = [
  'formSubmitted',
  'messageReceived',
  'callReceived',
  'callEnded',
  'appointmentChanged',
  'optedOut',
  'leadChanged',
  'absorbed',
  'inherited',
  'approvalDecided',
  'erased',
] as const;
export type FactKind = (typeof factKinds)[number];

/** The payload of every signal: the lead's own sequence number of the fact, and the id of the row that tells more. */
export interface FactNote {
  seq: number;
  /** formSubmitted: inbound event · messageReceived: message · callReceived, callEnded: call attempt · appointmentChanged: appointment · optedOut: message · absorbed, inherited: merge · approvalDecided: command · erased: erasure */
  ref: string;
}

/** A fact as the journey reads it back from the rows. */
export interface Fact extends FactNote {
  kind: FactKind;
}

/** What a lead asks of us in writing: the contact that follows answers it. */
export const startingFacts: readonly FactKind[] = ['formSubmitted', 'messageReceived'];

/**
 * Whether such a fact starts a journey when there is none, or when it has closed: an enquiry, a lead who calls, what an
 * absorbed lead leaves behind, or a reply that a person wants sent. Any other fact is then stored as late.
 */
export const startsJourney = (kind: FactKind): boolean =>
  startingFacts.includes(kind) || ['callReceived', 'inherited', 'approvalDecided'].includes(kind);
