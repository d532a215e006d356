/** How a call attempt ended. */
export const callOutcomes = [
  'answered',
  'voicemail',
  'busy',
  'noAnswer',
  'failed',
  'declined',
  'wrongNumber',
  'optedOut',
  // a fax machine picked up: nobody will ever talk there
  'fax',
  // a screening service took the call and the person did not
  'screened',
  'skipped',
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** The life of a call attempt in our rows. `open` states hold the lead's one line. */
export const callStates = ['placing', 'queued', 'initiated', 'ringing', 'inProgress', 'ended'] as const;
export type CallState = (typeof callStates)[number];
