import type { ReminderInputs } from '../../domain/appointments/reminder-plan.ts';
import { AppointmentReminder, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';

/** What is known about the reminders of an appointment's current version, by the tenant's rules in force. */
export const reminderInputs = async (tx: Tx, appointment: AppointmentRow): Promise<ReminderInputs> => {
  const { settings } = await tenantInForce(tx, appointment.tenantId);
  const { id, v, startsAt, endsAt, bookedAt } = appointment;
  const done = await tx.find(AppointmentReminder, { appointmentId: id, v }, { fields: ['before'] });
  return {
    reminders: settings.reminders,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    bookedAt: bookedAt.toISOString(),
    done: done.map(({ before }) => before),
    completedAfter: settings.appointments.completedAfter,
  };
};
