import { leftOut, type ReminderInputs } from '../../domain/appointments/reminder-plan.ts';
import { zonesOfLead } from '../../domain/contact/zones-of-lead.ts';
import { zonesOfNumber } from '../../domain/contact/zones-of-number.ts';
import { AppointmentReminder, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import { Decision, Lead } from '../../schema/database/leads/entities.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';

/** What is known about the reminders of an appointment's current version, by the tenant's rules in force. */
export const reminderInputs = async (tx: Tx, appointment: AppointmentRow): Promise<ReminderInputs> => {
  const { settings } = await tenantInForce(tx, appointment.tenantId);
  const { id, v, startsAt, endsAt, bookedAt } = appointment;
  const done = await tx.find(AppointmentReminder, { appointmentId: id, v }, { fields: ['before'] });
  const lead = await tx.findOne(Lead, { id: await leadRoot(tx, appointment.leadId) });
  return {
    reminders: settings.reminders,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    bookedAt: bookedAt.toISOString(),
    done: done.map(({ before }) => before),
    completedAfter: settings.appointments.completedAfter,
    quiet: settings.writing?.quietHours ?? null,
    zones: zonesOfLead({
      now: new Date().toISOString(),
      phoneZones: zonesOfNumber(lead?.phone ?? null).zones,
      timeZone: lead?.timeZone ?? null,
      tenantTimeZone: settings.profile.timeZone,
    }),
  };
};

/** Keeps why the lead does not get a reminder of this version, once. */
export const keepLeftOut = async (
  tx: Tx,
  leadId: string,
  { id, tenantId, v }: AppointmentRow,
  inputs: ReminderInputs,
): Promise<void> => {
  for (const { before } of leftOut(inputs)) {
    const subject = `reminder:${id}:v${v}:${before}`;
    if ((await tx.count(Decision, { leadId, subject })) > 0) continue;
    const { startsAt, bookedAt, quiet, zones } = inputs;
    await recordDecision(tx, {
      tenantId,
      leadId,
      about: 'email',
      subject,
      verdict: 'never',
      reason: 'quietHours',
      rule: 'reminder.quietHours',
      policyVersion: (await tenantInForce(tx, tenantId)).policyVersion,
      inputs: { startsAt, bookedAt, before, quiet, zones: [...zones] },
      causedBy: { kind: 'appointment', id },
    });
  }
};
