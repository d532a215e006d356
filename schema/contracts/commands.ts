import type { Cause } from './ids.ts';
import type { Step } from './steps.ts';

/** What people, links and the model in a call can ask of a journey. Each name is the name of a Temporal update. */
export const commandNames = [
  'bookAppointment',
  'rescheduleAppointment',
  'cancelAppointment',
  'markNoShow',
  'markCompleted',
  'requestCall',
  'changeStatus',
  'pause',
  'resume',
  'optOut',
  'close',
  'assign',
  'merge',
  'decideDraft',
  'sendReply',
  'settleUnknown',
  'rejectMerge',
] as const;
export type CommandName = (typeof commandNames)[number];

/** The argument of every update: its row holds arguments, text and actor. It is the update id as well. */
export interface CommandNote {
  commandId: string;
}

/** What a person says of an action that nobody could settle: it was done, it shall be done again, or it is left. */
export const settledAs = ['sent', 'again', 'skip'] as const;
export type SettledAs = (typeof settledAs)[number];

/**
 * What the row of a command holds as arguments, by name. `free`: whose calendars were free a moment before; null when
 * they could not be asked, and then our own rows decide alone.
 */
export interface CommandArguments {
  bookAppointment: { startAt: string; staffKey: string | null; free?: string[] | null };
  rescheduleAppointment: { appointmentId: string; startAt: string; free?: string[] | null };
  cancelAppointment: { appointmentId: string; reason: string | null };
  markNoShow: { appointmentId: string };
  markCompleted: { appointmentId: string };
  requestCall: { at: string | null };
  changeStatus: { status: string; reason: string | null };
  pause: { reason: string | null };
  resume: Record<string, never>;
  optOut: { reason: string | null };
  close: { reason: string | null };
  settleUnknown: { actionId: string; as: SettledAs; vendorId: string | null };
  assign: { staffKey: string | null };
  merge: { otherLeadId: string; reason: string | null };
  /** `edit` sends `text` instead of the draft's own words */
  decideDraft: {
    draftId: string;
    decision: 'approve' | 'edit' | 'reject';
    text: string | null;
    reason: string | null;
  };
  sendReply: { text: string };
  rejectMerge: { proposalId: string };
}

/**
 * Who asks: a member of staff (by key), an API key or somebody of the platform (by id), the lead by a signed link, the lead
 * in a call through the model, or the system.
 */
export const actorKinds = ['staff', 'key', 'superAdmin', 'lead', 'model', 'system'] as const;

export interface Actor {
  kind: (typeof actorKinds)[number];
  id: string;
}

/** Somebody of the platform at a command line, where nobody signs in. */
export const operator = { kind: 'system', id: 'operator' } as const satisfies Actor;

/** The answer of an update. The sentence a person reads lies in the command's row; only the code enters the history. */
export interface CommandOutcome {
  status: 'done' | 'refused';
  code: CommandCode;
}

export const commandCodes = [
  'booked',
  'slotTaken',
  'slotNotOffered',
  'alreadyBooked',
  'rescheduled',
  'cancelled',
  'noSuchAppointment',
  'marked',
  'callPlanned',
  'callRefused',
  'callRunning',
  'statusChanged',
  'statusUnknown',
  'paused',
  'resumed',
  'optedOut',
  'closed',
  'settled',
  'noSuchAction',
  'notInDoubt',
  'notRepeatable',
  'nothingToDo',
  'leadClosed',
  'assigned',
  'staffUnknown',
  'merged',
  'mergeRejected',
  'leadUnknown',
  'leadMerged',
  'draftApproved',
  'draftRejected',
  'draftDecided',
  'noSuchDraft',
  'replyTaken',
  'replyRefused',
  'suspended',
] as const;
export type CommandCode = (typeof commandCodes)[number];

/** What applying a command means for the journey's own state. Stored with the command, so a second application answers the same. */
export interface CommandEffect {
  goto?: Step;
  /** an appointment made or changed: its current version is to be arranged with the vendor */
  appointment?: { id: string; v: number };
  /** why the next call is placed */
  callCause?: Cause;
  paused?: boolean;
  optedOut?: boolean;
  closing?: string;
  status?: string;
  /** an action that nobody knows of whether it was done is to be done again: the id of its row */
  again?: string;
  /** whatever the journey sleeps on is to be planned anew */
  replan?: boolean;
  /** a reply that is to be seen to now, or that is done with */
  draft?: { id: string; done: boolean };
}
