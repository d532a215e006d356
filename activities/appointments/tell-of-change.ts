import { outboundKey } from '../../schema/contracts/ledger.ts';
import {
  Appointment,
  type AppointmentRow,
  AppointmentVersion,
} from '../../schema/database/appointments/entities.ts';
import { appointmentMovedMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { whyOver } from './meeting-over.ts';
import type { MeetingToArrange } from './meeting-plan.ts';

/** Tells the lead of a new time when the calendar does not, because it did not invite them. Once per version. */
export const tellIfCalendarDoesNot = async (
  ports: Ports,
  { tenantId, leadId, appointmentId }: Omit<MeetingToArrange, 'v'>,
  v: number,
): Promise<void> => {
  const untold = await ports.db.inTenant(tenantId, async (tx) => {
    const version = await tx.findOne(AppointmentVersion, {
      appointmentId,
      v,
      change: 'moved',
      toldByCalendar: false,
    });
    return version && ((await tx.findOneOrFail(Appointment, { id: appointmentId })) as AppointmentRow);
  });
  if (!untold) return;
  await sendMail(ports, {
    tenantId,
    leadId,
    key: outboundKey.moved(appointmentId, v),
    causedBy: { kind: 'appointment', id: appointmentId },
    to: { kind: 'lead' },
    moot: async () => whyOver(untold),
    ...appointmentMovedMail(ports, untold),
  });
};
