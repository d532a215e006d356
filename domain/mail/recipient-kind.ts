import type { MailTemplate } from './mail-data.ts';

/** Who is written to by a template; the address tells nothing: a lead may have another one by now. */
const recipientKinds: Record<MailTemplate, 'lead' | 'staff'> = {
  welcome: 'lead',
  callSummaryStaff: 'staff',
  callSummaryLead: 'lead',
  appointmentConfirmed: 'lead',
  appointmentMoved: 'lead',
  appointmentCancelled: 'lead',
  missedAppointment: 'lead',
  reminderLead: 'lead',
  reminderStaff: 'staff',
  offerSlots: 'lead',
  followUp: 'lead',
  reply: 'lead',
  staffNote: 'staff',
  account: 'staff',
};

/** Whom an e-mail of this template is for. One that is not known counts as the lead's, who is written to more carefully. */
export const recipientKindOf = (template: string): 'lead' | 'staff' =>
  Object.hasOwn(recipientKinds, template) ? recipientKinds[template as MailTemplate] : 'lead';
