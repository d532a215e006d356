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

/** Where a hand-over to a member of staff is: asked for, being dialled, and how it ended. */
export const handOverStates = [
  'asked',
  'dialling',
  'accepted',
  'declined',
  'noAnswer',
  'cancelled',
  'nobody',
] as const;
export type HandOverState = (typeof handOverStates)[number];
