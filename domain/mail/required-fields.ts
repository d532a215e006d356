import type { MailData, MailTemplate } from './mail-data.ts';

const meeting = ['leadFirstName', 'subject', 'when', 'staffName'] as const;

/** The fields that each e-mail needs. A field may be null where its type says so, but it has to be there. */
export const requiredFields: { [T in MailTemplate]: readonly (keyof MailData[T])[] } = {
  welcome: ['leadFirstName', 'interest', 'agentName', 'callFrom'],
  callSummaryStaff: [
    'leadName',
    'leadPhone',
    'leadEmail',
    'outcome',
    'status',
    'score',
    'scoreReasons',
    'notConfirmed',
    'summary',
    'interest',
    'budget',
    'answers',
    'objections',
    'sentiment',
    'nextStep',
    'appointment',
    'leadUrl',
  ],
  callSummaryLead: ['leadFirstName', 'agentName', 'summary', 'answers', 'appointment', 'bookingUrl'],
  appointmentConfirmed: [...meeting, 'joinUrl', 'manageUrl', 'invitationAttached'],
  appointmentMoved: [...meeting, 'joinUrl', 'manageUrl', 'invitationAttached'],
  appointmentCancelled: [...meeting, 'bookingUrl'],
  missedAppointment: [...meeting, 'bookingUrl'],
  reminderLead: ['leadFirstName', 'subject', 'when', 'staffName', 'joinUrl', 'manageUrl'],
  reminderStaff: ['staffName', 'leadName', 'leadPhone', 'when', 'joinUrl', 'summary', 'leadUrl'],
  offerSlots: ['leadFirstName', 'slots', 'bookingUrl', 'until'],
  followUp: ['leadFirstName', 'subject', 'text', 'bookingUrl'],
  reply: ['subject', 'text'],
  staffNote: ['kind', 'lead', 'facts'],
  account: ['kind', 'name', 'url', 'at', 'device', 'by'],
};
