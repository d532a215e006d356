import { isConfirmedByMail } from '../../domain/appointments/is-confirmed-by-mail.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { appointmentConfirmedMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { whyOver } from './meeting-over.ts';
import type { MeetingToArrange } from './meeting-plan.ts';

/** Tells the lead of a booking once the calendar has it, with the link. Once per appointment; changes have mails of their own. */
export const confirmBooking = async (
  ports: Ports,
  { tenantId, leadId, appointmentId, v }: MeetingToArrange,
): Promise<void> => {
  const appointment = (await ports.db.inTenant(tenantId, (tx) =>
    tx.findOneOrFail(Appointment, { id: appointmentId }),
  )) as AppointmentRow;
  const vendorInvites = ports.calendar.sendsInvitations;
  if (appointment.v !== v || !isConfirmedByMail({ ...appointment, vendorInvites })) return;
  await sendMail(ports, {
    tenantId,
    leadId,
    key: outboundKey.confirmed(appointmentId),
    causedBy: { kind: 'appointment', id: appointmentId },
    to: { kind: 'lead' },
    moot: async () => whyOver(appointment),
    ...appointmentConfirmedMail(ports, appointment),
  });
};
