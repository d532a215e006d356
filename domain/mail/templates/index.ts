import type { MailTemplate } from '../mail-data.ts';
import { account } from './account.ts';
import {
  appointmentCancelled,
  appointmentConfirmed,
  appointmentMoved,
  missedAppointment,
  reminderLead,
} from './appointment.ts';
import { callSummaryLead, followUp, offerSlots, reply, welcome } from './lead.ts';
import { callSummaryStaff, reminderStaff, staffNote } from './staff.ts';
import type { Write } from './write.ts';

/** Every e-mail that we write, by name. */
export const templates: { [T in MailTemplate]: Write<T> } = {
  welcome,
  callSummaryStaff,
  callSummaryLead,
  offerSlots,
  appointmentConfirmed,
  appointmentMoved,
  appointmentCancelled,
  missedAppointment,
  reminderLead,
  reminderStaff,
  followUp,
  reply,
  staffNote,
  account,
};
