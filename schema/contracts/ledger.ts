/** The states of an outward action, see `docs/architecture.md`. */
export const outboundStates = [
  'planned',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'rejected',
  'unknown',
  'skipped',
  'cancelled',
] as const;
export type OutboundState = (typeof outboundStates)[number];

/**
 * Why an action stays `unknown`: neither we nor the vendor can tell, so a person has to. Any other reason says why the
 * vendor was not asked again.
 */
export const untold = 'untold';

/** Why nothing is done for a person who is forgotten, and why what was in doubt about them stays so. */
export const erased = 'erased';

export const outboundKinds = [
  'call',
  'callControl',
  'recording',
  'email',
  'meeting',
  'subscription',
  'erasure',
] as const;
export type OutboundKind = (typeof outboundKinds)[number];

/** Natural keys, made from rows and never from positions in code, so every rerun finds its own row. */
export const outboundKey = {
  call: (attemptId: string): string => `call:${attemptId}`,
  hangUp: (attemptId: string): string => `hangup:${attemptId}`,
  recording: (attemptId: string): string => `recording:${attemptId}`,
  welcome: (causeId: string): string => `welcome:${causeId}`,
  summary: (attemptId: string, recipient: string): string => `summary:${attemptId}:${recipient}`,
  offer: (causeId: string): string => `offer:${causeId}`,
  meeting: (appointmentId: string, v: number): string => `meeting:${appointmentId}:v${v}`,
  confirmed: (appointmentId: string): string => `confirmed:${appointmentId}`,
  moved: (appointmentId: string, v: number): string => `moved:${appointmentId}:v${v}`,
  anotherTime: (appointmentId: string, template: string): string => `again:${appointmentId}:${template}`,
  reminder: (appointmentId: string, v: number, offset: string, recipient: string): string =>
    `reminder:${appointmentId}:v${v}:${offset}:${recipient}`,
  followUp: (causeId: string, n: number): string => `followup:${causeId}:${n}`,
  subscription: (watchId: string, generation: number): string => `subscription:${watchId}:g${generation}`,
  renewal: (subscriptionId: string, until: string): string => `renewal:${subscriptionId}:${until}`,
  unsubscription: (subscriptionId: string): string => `unsubscription:${subscriptionId}`,
  erasure: (kind: string, vendorId: string): string => `erase:${kind}:${vendorId}`,
  reply: (draftId: string): string => `reply:${draftId}`,
  // the first round has no number: notes that are under way were written before there were rounds
  staffNote: (kind: string, id: string, recipient: string, round: number): string =>
    `staff:${kind}:${id}:${recipient}${round > 1 ? `:r${round}` : ''}`,
  account: (kind: string, aboutId: string, round: number): string => `account:${kind}:${aboutId}:r${round}`,
} as const;
