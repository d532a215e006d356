import type { CommandEffect, CommandOutcome } from './commands.ts';
import type { Fact } from './facts.ts';
import type { Cause, LeadRef } from './ids.ts';
import type { LeadStatus, Step } from './steps.ts';

export * from './steps.ts';

/** The input of the workflow `leadJourney`. */
export interface JourneyInput extends LeadRef {
  /** the last fact that the journey need not hear of: 0 for a new lead, more for a lead that comes back after closing */
  cursor: number;
  /** what the run before this one left; absent on a fresh start */
  state?: JourneyState;
}

/** Everything that survives continue-as-new. Plain JSON; empty on a fresh start. */
export interface JourneyState {
  v: 1;
  step: Step;
  /** the last fact taken */
  cursor: number;
  /** counts the projections of this run, see `Stamp` */
  version: number;
  status: LeadStatus;
  /** a number of points, when a call was scored */
  score?: number;
  /** the form (`fact`) or the message (`message`) that started the journey: the cause of the first contact */
  startedBy?: Cause;
  /** why the current step sleeps (a code), and until when: without an instant it sleeps until it is planned anew */
  because?: string;
  at?: string;
  /** why the next call is to be placed */
  callCause?: Cause;
  /** when that call is due, while an appointment is attended to meanwhile */
  callAt?: string;
  /** the call that is open */
  call?: { attemptId: string; guardAt: string; hungUp?: boolean };
  /** a call of the lead's own, to be followed as soon as the journey is free for it */
  incoming?: string;
  /** a call somebody asked for, put off by a call of the lead's own: at its instant again unless they are spoken to in it */
  owed?: { cause: Cause; at?: string };
  /** the call to be summarised */
  summarise?: string;
  /** calls known to have ended, the last few: an end may be heard before the placing is answered */
  ended: string[];
  attempts: number;
  /** commands whose effect is in this state, the last few: sent again, one has no effect a second time */
  served?: string[];
  /** the appointment that is attended to: `arranged` is the last version that the vendor's calendar knows of */
  appointment?: { id: string; v: number; arranged: number; next?: NextReminder };
  /** which offer of slots is open, and how long it stands */
  offer?: { cause: Cause; made: boolean; until?: string };
  followUp?: { cause: Cause; done: number };
  /** the last message that is not answered yet */
  unanswered?: { messageId: string; seq: number };
  /** replies that wait for a person or to be sent; absent when there are none */
  drafts?: WaitingDraft[];
  paused: boolean;
  /** the tenant is suspended: nothing is done until a fact is heard, which only comes once it goes on */
  suspended?: true;
  optedOut: boolean;
  /** the person is forgotten: the journey hangs up, drains and closes, and nothing opens it again */
  erased?: boolean;
  closing?: string;
  /** what happened last, oldest first, in codes: shown in the Web UI */
  log?: { at: string; what: string }[];
  /** the merge by which another lead took this one in: the journey drains and closes */
  absorbed?: string;
  /** where an absorbed journey stood when it had drained, until that is handed over */
  remains?: Remains;
  /** merges by which this lead took another one in and whose remains are still to be taken over */
  inherits?: string[];
}

/** What an absorbed journey was about, for the journey of the lead that remains to go on with. */
export type Remains = Pick<JourneyState, 'step' | 'callCause'> & {
  /** when the step would have gone on, and why it slept */
  at?: string;
  because?: string;
  offer?: NonNullable<JourneyState['offer']>;
  followUp?: NonNullable<JourneyState['followUp']>;
  /** replies that wait for a person until an instant */
  drafts?: WaitingDraft[];
};

/** What a merge means for the journey of the lead that remains, by the rows as they stand. */
export interface Inheritance {
  remains: Remains | null;
  /** replies that wait for a person: their time-outs are this journey's by now */
  drafts?: WaitingDraft[];
  /** a meeting that there would be one too many of: it is taken out of the calendar */
  withdraw: string | null;
  paused: boolean;
  optedOut: boolean;
  status: LeadStatus;
  score?: number;
}

/** A reply on its way: it is seen to at the instant, at once when there is none. */
export interface WaitingDraft {
  id: string;
  at?: string;
  /** counts the decisions about it: one that comes while it is seen to has it seen to again */
  asked: number;
  /** seeing to it failed, and what it is about may have been promised to somebody */
  owed?: boolean;
}

/** Orders projections of the journey onto its lead's row: by run start, then version. */
export interface Stamp {
  runStartedAt: string;
  runId: string;
  version: number;
  step: Step;
}

export interface StampedLead extends LeadRef {
  stamp: Stamp;
}

/** The answer of a plan: not yet, not until something changes, or not at all and where to go instead. */
export type NotNow =
  | { kind: 'at'; at: string; because: string }
  | { kind: 'wait'; because: string }
  | { kind: 'never'; because: string; to: Step; appointment?: { id: string; v: number } };

/** Where the journey goes after something was done, and until when the next step may sleep first. */
export interface Onward {
  kind: 'onward';
  to: Step;
  because: string;
  at?: string;
  status?: LeadStatus;
  score?: number;
  /** the cause that the next step acts for */
  cause?: Cause;
  /** the call that led here came in while the office was closed: nobody was spoken to, a message was taken at most */
  messageOnly?: boolean;
  /** the appointment that the lead has before them: it may have been booked in a journey before this one */
  appointment?: { id: string; v: number };
  /** mails that could not be sent yet and that nothing waits for: they are asked for again beside the steps */
  mailsOwed?: true;
}

export type PlaceCallResult =
  | { kind: 'placed'; attemptId: string; guardAt: string }
  | { kind: 'ended'; attemptId: string }
  | NotNow;

/** What the workflow asks of the world. Each may be run again after a crash and then finishes what it began. */
export interface JourneyActivities {
  /** Sends the welcome e-mail of a form once. */
  welcome(input: StampedLead & { cause: Cause }): Promise<{ kind: 'done' | 'skipped' }>;
  /** Places the one call that `cause` is the reason of, if and when it may be placed. The same cause never calls twice. */
  placeCall(input: StampedLead & { cause: Cause }): Promise<PlaceCallResult>;
  /** Looks at our row and at the vendor: is the call still open? */
  reconcileCall(
    input: StampedLead & { attemptId: string },
  ): Promise<{ kind: 'open'; guardAt: string } | { kind: 'ended' }>;
  /** Ends a live call because the lead opted out. */
  hangUp(input: StampedLead & { attemptId: string }): Promise<{ kind: 'done' }>;
  /**
   * Summary, score and status of a call, and the mails about it to staff and lead. Mails that cannot be sent are owed
   * when an appointment was booked, whose meeting must not wait for them; `mailsOwed` asks for nothing but those.
   */
  summarise(input: StampedLead & { attemptId: string; mailsOwed?: true }): Promise<Onward>;
  /** Sends an offer of slots with the link, unless the mail about the call already carried it. */
  offerSlots(input: StampedLead & { cause: Cause }): Promise<{ kind: 'offered'; until: string } | NotNow>;
  /** Brings the vendor's calendar in line with this version of the appointment. */
  arrangeMeeting(
    input: StampedLead & { appointmentId: string; v: number },
  ): Promise<{ kind: 'arranged'; v: number; next: NextReminder } | Onward>;
  /** Takes the meeting of a cancelled appointment out of the vendor's calendar. A second call finds it gone. */
  withdrawMeeting(input: StampedLead & { appointmentId: string }): Promise<{ kind: 'done' }>;
  /** Sends what is due at this instant to everybody it concerns, and says what comes next. */
  remind(
    input: StampedLead & { appointmentId: string; v: number },
  ): Promise<{ kind: 'reminded'; next: NextReminder } | Onward>;
  /** Sends the next follow-up of the cadence, if and when it may be sent. */
  followUp(
    input: StampedLead & { cause: Cause; done: number },
  ): Promise<{ kind: 'sent'; done: number; next?: string } | Onward | NotNow>;
  /** Does again what a person said was not done, as it was composed then, if it still may be done. */
  repeatAction(input: StampedLead & { actionId: string }): Promise<{ kind: 'done' | 'skipped' }>;
  /** Composes and sends the answer to all messages up to this one; one that is not sure enough waits for a person. */
  answer(input: StampedLead & { messageId: string; seq: number }): Promise<Answered>;
  /** Sends what was approved, and applies the tenant's time-out policy to what nobody decided; `at`: not yet. */
  tendDraft(input: StampedLead & { draftId: string }): Promise<DraftTended>;
}

/** What became of an answer. A held one is seen to at the instant, if the tenant's policy names one. */
export type Answered = { kind: 'sent' | 'skipped' } | { kind: 'held'; draftId?: string; at?: string };

/** A draft is done with, waits until an instant, or waits for a person without any time-out. */
export type DraftTended = { kind: 'done' } | { kind: 'waits'; at?: string };

/** The next instant of an appointment and what happens then: `end` is the meeting's own end. */
export interface NextReminder {
  at: string;
  what: 'remind' | 'end';
}

/** Our own rows only: short, idempotent, run as local activities. */
export interface JourneyLocalActivities {
  /** Facts after the cursor, in order. */
  readFacts(input: LeadRef & { after: number }): Promise<Fact[]>;
  /** Where a call that has ended leads to: `call` again at an instant, `summarise`, `followUp`, `attend` or `closed`. */
  afterCall(input: StampedLead & { attemptId: string }): Promise<Onward>;
  /** Applies a command once; a second time it answers the stored outcome and effect. */
  applyCommand(
    input: StampedLead & { commandId: string },
  ): Promise<{ outcome: CommandOutcome; effect: CommandEffect }>;
  /** The meeting's time is over: completed, unless somebody marked it otherwise. Answers the follow-up's instant. */
  endAppointment(
    input: StampedLead & { appointmentId: string; v: number },
  ): Promise<Onward | { kind: 'later'; at: string }>;
  /** Leaves what an absorbed journey was about to the lead that took it in, once per merge. */
  handOver(input: StampedLead & { mergeId: string; remains: Remains }): Promise<void>;
  /** What a merge left to this lead. */
  takeOver(input: StampedLead & { mergeId: string }): Promise<Inheritance>;
  /** An answer could not be made or sent: what there is of it is kept as a draft, and a person is told. */
  keepAnswer(input: StampedLead & { messageId: string; seq: number }): Promise<Answered>;
  /** Writes where the journey is, where nothing else would. */
  project(input: StampedLead & { because: string; at?: string }): Promise<void>;
}

/** What the query `journeyView` answers: for debugging, never for screens. */
export interface JourneyView {
  state: JourneyState;
  busy: number;
  heard: number;
}
