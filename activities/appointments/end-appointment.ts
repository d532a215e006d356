import { nextReminder } from '../../domain/appointments/reminder-plan.ts';
import { addDuration } from '../../domain/time/duration.ts';
import type { JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import { completeAppointment } from '../../schema/database/appointments/complete-appointment.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { reminderInputs } from './reminder-inputs.ts';

type Ended = Awaited<ReturnType<JourneyLocalActivities['endAppointment']>>;

/** When the meeting's time is over and nobody said otherwise, it counts as completed, and the follow-up is planned. */
export const createEndAppointment =
  ({ db }: Ports): JourneyLocalActivities['endAppointment'] =>
  (input) =>
    db.inTenant(input.tenantId, async (tx): Promise<Ended> => {
      const { tenantId, leadId, appointmentId } = input;
      const appointment = (await tx.findOneOrFail(Appointment, { id: appointmentId })) as AppointmentRow;
      const { settings } = await tenantInForce(tx, tenantId);
      const cause = { kind: 'appointment', id: appointmentId } as const;
      if (appointment.state === 'noShow') return { kind: 'onward', to: 'schedule', because: 'noShow', cause };
      if (appointment.state === 'cancelled')
        return { kind: 'onward', to: 'schedule', because: 'appointmentCancelled', cause };
      const next = nextReminder(await reminderInputs(tx, appointment));
      if (Date.parse(next.at) > Date.now() && appointment.state !== 'completed')
        return { kind: 'later', at: next.at };
      await completeAppointment(
        tx,
        { tenantId, leadId, appointmentId },
        { kind: 'timer', id: appointmentId },
      );
      const [first] = settings.followUps;
      const at =
        first && addDuration(appointment.endsAt.toISOString(), first.after, settings.profile.timeZone);
      await projectJourney(tx, input, {
        step: first ? 'followUp' : 'rest',
        nextAction: 'followUp',
        nextActionAt: at ?? null,
      });
      return {
        kind: 'onward',
        to: first ? 'followUp' : 'rest',
        because: 'completed',
        cause,
        ...(at && { at }),
      };
    });
