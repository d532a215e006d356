/** What members of staff are told by e-mail, beside summaries and reminders. */
export const staffNoteKinds = [
  'approvalRequest',
  'handOff',
  'callbackPromised',
  'inboundMessageTaken',
  'draftTimedOut',
  'mailBounced',
  'optOutByAnother',
  'noMeetingLink',
  'stillInCalendar',
  'actionInDoubt',
] as const;
export type StaffNoteKind = (typeof staffNoteKinds)[number];

/** The row that a note is about: its words are read there when the note is written. */
export const noteSubjects = ['lead', 'draft', 'message', 'call', 'appointment', 'email', 'action'] as const;
export type NoteSubject = (typeof noteSubjects)[number];

/** `givenUp`: it could not be sent within its time, or the vendor refused it. */
export const staffNoteStates = ['pending', 'sent', 'skipped', 'givenUp'] as const;
export type StaffNoteState = (typeof staffNoteStates)[number];

/** The input of the workflow `notifyPerson`: ids only. */
export interface NoteRef {
  tenantId: string;
  noteId: string;
}

/** One note to one person is one workflow: started again, it is the same one. */
export const notifyPersonId = ({ tenantId, noteId }: NoteRef): string => `notify/${tenantId}/${noteId}`;

/** What `notifyPerson` asks of the world. A note is about a lead, or about the person's own account. */
export interface NotifyActivities {
  /** Sends the note's e-mail once and says what became of it; a second call answers the same. */
  sendStaffNote(note: NoteRef): Promise<Exclude<StaffNoteState, 'pending'>>;
  /** Writes down that the note was not sent within its time, unless it was settled meanwhile. */
  giveUpStaffNote(note: NoteRef): Promise<Exclude<StaffNoteState, 'pending'>>;
}
