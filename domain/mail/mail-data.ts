import type { AccountMailKind } from '../../schema/contracts/accounts.ts';
import type { StaffNoteKind } from '../../schema/contracts/notes.ts';
import type { NoteFact } from './words/words.ts';

/** What each e-mail says. Times and sums are texts already, in the reader's zone and language; null: there is none. */
export interface MailData {
  welcome: {
    leadFirstName: string | null;
    interest: string | null;
    /** the name of the voice that will call, or null when nobody will */
    agentName: string | null;
    callFrom: string | null;
  };
  callSummaryStaff: {
    leadName: string;
    leadPhone: string | null;
    leadEmail: string | null;
    outcome: string;
    status: string;
    score: number;
    scoreReasons: string[];
    /** how many claims of the model were left out because the transcript does not confirm them */
    notConfirmed: number;
    summary: string;
    interest: string | null;
    budget: string | null;
    answers: { question: string; answer: string }[];
    objections: string[];
    sentiment: string;
    nextStep: string;
    appointment: { when: string; staffName: string } | null;
    leadUrl: string | null;
  };
  callSummaryLead: {
    leadFirstName: string | null;
    agentName: string;
    /** what the lead told us, in the lead's language; null: there is no such text */
    summary: string | null;
    answers: { question: string; answer: string }[];
    appointment: { when: string; staffName: string } | null;
    /** where a time is chosen, or a chosen one is moved */
    bookingUrl: string | null;
  };
  appointmentConfirmed: Meeting & {
    joinUrl: string | null;
    manageUrl: string | null;
    /** an invitation for the lead's calendar is attached, because the calendar's vendor sends none */
    invitationAttached: boolean;
  };
  appointmentMoved: Meeting & {
    joinUrl: string | null;
    manageUrl: string | null;
    invitationAttached: boolean;
  };
  appointmentCancelled: Meeting & { bookingUrl: string | null };
  /** the lead did not come: another time is offered */
  missedAppointment: Meeting & { bookingUrl: string | null };
  reminderLead: {
    leadFirstName: string | null;
    subject: string;
    when: string;
    staffName: string;
    joinUrl: string | null;
    manageUrl: string | null;
  };
  reminderStaff: {
    staffName: string;
    leadName: string;
    leadPhone: string | null;
    when: string;
    joinUrl: string | null;
    summary: string | null;
    leadUrl: string | null;
  };
  offerSlots: {
    leadFirstName: string | null;
    slots: { when: string; url: string }[];
    bookingUrl: string;
    until: string;
  };
  followUp: {
    leadFirstName: string | null;
    /** the tenant's own words; `{{firstName}}` and `{{business}}` are filled in */
    subject: string;
    text: string;
    bookingUrl: string | null;
  };
  reply: {
    /** the subject that is answered, with or without its `Re:` */
    subject: string;
    text: string;
  };
  staffNote: {
    kind: StaffNoteKind;
    lead: string;
    facts: Partial<Record<NoteFact, string | null>>;
  };
  /** to somebody about their own account */
  account: {
    kind: AccountMailKind;
    name: string | null;
    url: string | null;
    /** until when the link stands, or when it happened */
    at: string | null;
    device: string | null;
    /** who invites */
    by: string | null;
  };
}

/** A meeting as the lead reads of it. */
interface Meeting {
  leadFirstName: string | null;
  subject: string;
  when: string;
  staffName: string;
}

export type MailTemplate = keyof MailData;
