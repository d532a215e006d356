import type { StaffNoteKind } from '../../../schema/contracts/notes.ts';
import type { LeadStatus } from '../../../schema/contracts/steps.ts';
import type { CallSummary } from '../../../schema/contracts/talk.ts';
import type { AccountWords } from './account-words.ts';

/** Why somebody gets an e-mail: it stands at its foot. */
export const mailReasons = ['enquiry', 'call', 'appointment', 'message', 'staff', 'account'] as const;
export type MailReason = (typeof mailReasons)[number];

/** What a note to staff may tell, in the order in which it is shown. */
export const noteFacts = [
  ...['lead', 'phone', 'email', 'subject', 'message', 'draft', 'callAt', 'callbackAt', 'summary'],
  ...['appointmentAt', 'mail', 'address', 'remark', 'draftId', 'actionId', 'leadId'],
] as const;
export type NoteFact = (typeof noteFacts)[number];

type Say = (what: string) => string;

/** Every fixed word of our e-mails in one language. Times, names and the tenant's own words come in from outside. */
export interface MailWords {
  hello: (firstName: string | null) => string;
  foot: { reasons: Record<MailReason, Say>; unsubscribe: string };
  labels: {
    callFrom: string;
    lead: string;
    phone: string;
    email: string;
    outcome: string;
    status: string;
    score: string;
    interest: string;
    budget: string;
    sentiment: string;
    appointment: string;
    nextStep: string;
    what: string;
    when: string;
    with: string;
  };
  buttons: {
    chooseTime: string;
    chooseAnother: string;
    change: string;
    join: string;
    openLead: string;
    allTimes: string;
  };
  welcome: {
    subject: Say;
    preview: string;
    thanks: (interest: string | null) => string;
    isCalled: Say;
    isWritten: string;
    answerThis: string;
  };
  callSummaryStaff: {
    subject: (lead: string, outcome: string, score: number) => string;
    points: (score: number) => string;
    appointment: (when: string, staff: string) => string;
    answers: string;
    objections: string;
    whyScore: string;
    notConfirmed: (count: number) => string;
  };
  callSummaryLead: {
    subject: Say;
    subjectBooked: Say;
    preview: string;
    previewBooked: Say;
    thanks: Say;
    noted: string;
    booked: string;
    next: string;
  };
  offer: {
    subject: Say;
    preview: string;
    chooseSoon: string;
    theseAreFree: string;
    until: Say;
  };
  confirmed: { subject: (what: string, when: string) => string; text: string; attached: string };
  moved: { subject: (what: string, when: string) => string; text: string };
  cancelled: {
    subject: (what: string, when: string) => string;
    text: string;
    another: string;
  };
  missed: { subject: Say; text: string; another: string };
  manage: string;
  reminder: {
    subject: (what: string, when: string) => string;
    text: string;
    withStaff: (staff: string, when: string) => string;
    staffText: string;
    fromCall: string;
  };
  reply: { prefix: string };
  notes: Record<StaffNoteKind, { title: Say; text: string }>;
  noteLabels: Record<NoteFact, string>;
  /** to people about their own accounts, and the pages behind the links in it */
  accounts: AccountWords;
  /** the page behind the way out of an e-mail */
  unsubscribePage: {
    heading: string;
    marketingNote: string;
    marketing: string;
    everythingNote: string;
    everything: string;
    doneHeading: string;
    marketingDone: string;
    everythingDone: string;
  };
  outcomes: Record<CallSummary['outcome'], string>;
  sentiments: Record<CallSummary['sentiment'], string>;
  statuses: Record<LeadStatus, string>;
}
