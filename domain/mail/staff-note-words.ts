import type { StaffNoteKind } from '../../schema/contracts/notes.ts';

/** What a note to staff may tell, in the order in which it is shown. */
export interface NoteFacts {
  lead?: string | null;
  phone?: string | null;
  email?: string | null;
  subject?: string | null;
  message?: string | null;
  draft?: string | null;
  callAt?: string | null;
  callbackAt?: string | null;
  summary?: string | null;
  appointmentAt?: string | null;
  mail?: string | null;
  address?: string | null;
  remark?: string | null;
  draftId?: string | null;
  leadId?: string | null;
}

const labels: Record<keyof NoteFacts, string> = {
  lead: 'Lead',
  phone: 'Phone',
  email: 'E-mail',
  subject: 'Subject',
  message: 'What the lead wrote',
  draft: 'The draft',
  callAt: 'Call',
  callbackAt: 'To be called at',
  summary: 'From the call',
  appointmentAt: 'Appointment',
  mail: 'E-mail that was sent',
  address: 'Address',
  remark: 'Remark',
  draftId: 'Draft',
  leadId: 'Lead’s id',
};

const words: Record<StaffNoteKind, { title: (lead: string) => string; text: string }> = {
  approvalRequest: {
    title: (lead) => `Please approve the answer to ${lead}`,
    text: 'An answer is written and waits for you: approve it, change it or reject it.',
  },
  handOff: {
    title: (lead) => `${lead} asks for a person`,
    text: 'This lead wants to talk with a person. Please take over.',
  },
  callbackPromised: {
    title: (lead) => `Please call ${lead} back`,
    text: 'A call from one of you was promised.',
  },
  inboundMessageTaken: {
    title: (lead) => `${lead} has left a message`,
    text: 'A message was taken for you.',
  },
  draftTimedOut: {
    title: (lead) => `Nobody decided about the answer to ${lead}`,
    text: 'The time for a decision is over. The draft is kept; what became of it is told below.',
  },
  mailBounced: {
    title: (lead) => `An e-mail to ${lead} did not arrive`,
    text: 'The address does not take our e-mails. Nothing more is sent to it; please reach the lead in another way.',
  },
  noMeetingLink: {
    title: (lead) => `The meeting with ${lead} has no link`,
    text: 'The appointment stands in the calendar without a link to an online meeting. Please send one.',
  },
};

/** A note's words by its kind, with the labels of its facts. */
export const staffNoteWords = (
  kind: StaffNoteKind,
  lead: string,
): { title: string; text: string; labels: typeof labels } => ({
  title: words[kind].title(lead),
  text: words[kind].text,
  labels,
});
