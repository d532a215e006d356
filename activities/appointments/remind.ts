import { dueReminders, nextReminder, type Reminder } from '../../domain/appointments/reminder-plan.ts';
import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import {
  Appointment,
  AppointmentReminder,
  type AppointmentRow,
} from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { reminderLeadMail, reminderStaffMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { mailboxOf } from './mailbox-of.ts';
import { reminderInputs } from './reminder-inputs.ts';

type Reminded = Awaited<ReturnType<JourneyActivities['remind']>>;
type Asked = Parameters<JourneyActivities['remind']>[0];

/**
 * Sends what is due at this instant to everybody it concerns: one ledger row per recipient, so that a run that died in
 * between goes on with whoever is left. Only then does the instant count as done.
 */
export const createRemind =
  (ports: Ports): JourneyActivities['remind'] =>
  async (input): Promise<Reminded> => {
    const { db } = ports;
    const found = await db.inTenant(input.tenantId, async (tx) => {
      const appointment = await readAppointment(tx, input);
      return {
        appointment,
        due: dueReminders(await reminderInputs(tx, appointment), new Date().toISOString()),
      };
    });
    const { appointment, due } = found;
    const stands = appointment.v === input.v && ['reserved', 'confirmed'].includes(appointment.state);
    if (stands && due.send) await sendReminders(ports, input, await withLink(ports, appointment), due.send);
    return db.inTenant(input.tenantId, async (tx): Promise<Reminded> => {
      if (stands) await markDone(tx, appointment, [...due.missed, ...(due.send ? [due.send] : [])]);
      const now = await readAppointment(tx, input);
      const { state } = now;
      if (state === 'completed' || state === 'noShow' || state === 'cancelled')
        return { kind: 'onward', to: state === 'completed' ? 'followUp' : 'schedule', because: state };
      const next = nextReminder(await reminderInputs(tx, now));
      await projectJourney(tx, input, { step: 'attend', nextAction: next.what, nextActionAt: next.at });
      return { kind: 'reminded', next };
    });
  };

const readAppointment = async (tx: Tx, { appointmentId }: Asked): Promise<AppointmentRow> =>
  (await tx.findOneOrFail(Appointment, { id: appointmentId })) as AppointmentRow;

/** A link that came after the meeting was made, and that nobody told us of, is asked for once more before people need it. */
const withLink = async (ports: Ports, appointment: AppointmentRow): Promise<AppointmentRow> => {
  const { id, tenantId, eventId, joinUrl } = appointment;
  if (joinUrl || !eventId) return appointment;
  const mailbox = await ports.db.inTenant(tenantId, async (tx) =>
    mailboxOf(tx, appointment, (await tenantInForce(tx, tenantId)).settings),
  );
  const meeting = mailbox
    ? await ports.calendar.fetchMeeting(mailbox, eventId).catch((err: unknown) => {
        ports.log.warn({ err, appointmentId: id }, 'reminded without a link');
        return null;
      })
    : null;
  if (!meeting?.joinUrl) return appointment;
  const found = { joinUrl: meeting.joinUrl };
  await ports.db.inTenant(tenantId, (tx) => tx.nativeUpdate(Appointment, { id }, found));
  return { ...appointment, ...found };
};

const sendReminders = async (
  ports: Ports,
  { tenantId, leadId }: Asked,
  appointment: AppointmentRow,
  due: Reminder,
): Promise<void> => {
  const { id, v, staffKey } = appointment;
  const before = due.before.replaceAll(' ', '');
  // a cancellation committed before the mail is begun wins, also between two recipients
  const moot = async (tx: Tx) =>
    (await tx.count(Appointment, { id, v, state: { $in: ['reserved', 'confirmed'] } })) > 0
      ? null
      : 'appointmentChanged';
  const mail = { tenantId, leadId, causedBy: { kind: 'appointment', id }, moot } as const;
  const remind = (audience: Reminder['to'][number]): Promise<unknown> => {
    const key = outboundKey.reminder(id, v, before, audience === 'lead' ? 'lead' : staffKey);
    return audience === 'lead'
      ? sendMail(ports, { ...mail, key, to: { kind: 'lead' }, ...reminderLeadMail(ports, appointment) })
      : sendMail(ports, { ...mail, key, to: { kind: 'staff', staffKey }, ...reminderStaffMail(appointment) });
  };
  const failures: unknown[] = [];
  // one recipient's trouble must not keep the reminder from the other, whose meeting may be over when it is settled
  for (const audience of due.to) await remind(audience).catch((failure) => failures.push(failure));
  if (failures.length > 0) throw failures[0];
};

const markDone = async (tx: Tx, appointment: AppointmentRow, reminders: Reminder[]): Promise<void> => {
  const { id: appointmentId, tenantId, v } = appointment;
  for (const { before } of reminders) {
    if ((await tx.count(AppointmentReminder, { appointmentId, v, before })) > 0) continue;
    const now = new Date();
    await tx.insert(AppointmentReminder, {
      id: uuidV7(),
      tenantId,
      createdAt: now,
      appointmentId,
      v,
      before,
      dueAt: now,
      doneAt: now,
      causedBy: { kind: 'timer', id: appointmentId },
    });
  }
};
