import { isOfferable } from '../../domain/appointments/slots.ts';
import { spokenTime } from '../../domain/appointments/spoken-time.ts';
import { durationMs } from '../../domain/time/duration.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import type { Tx } from '../../schema/database/database.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type CommandHandler, type CommandScene, done, refused } from './handler.ts';

const slotTaken = refused('slotTaken', 'This time was taken a moment ago. Please choose another one.');
const notOffered = refused('slotNotOffered', 'This is not a time that can be booked.');
const noSuch = refused('noSuchAppointment', 'There is no such appointment.');

/** Reserves the slot; the meeting follows as an effect of the journey. Two leads never get one slot: a constraint says so. */
export const bookAppointment: CommandHandler<'bookAppointment'> = async (scene, { startAt, staffKey }) => {
  const { tx, lead, tenant, now } = scene;
  const booked = await liveAppointment(tx, lead.id);
  if (booked?.startsAt.toISOString() === new Date(startAt).toISOString())
    return done('booked', `Booked: ${spoken(scene, booked.startsAt)}.`, {
      appointment: { id: booked.id, v: booked.v },
    });
  if (booked) return refused('alreadyBooked', 'There is an appointment already. It can be moved instead.');
  if (!isOfferable(tenant.settings, startAt, now.toISOString())) return notOffered;
  const consultant = await freeConsultant(tx, tenant, startAt, staffKey);
  if (!consultant) return slotTaken;
  const id = uuidV7();
  const startsAt = new Date(startAt);
  await tx.insert(Appointment, {
    id,
    tenantId: lead.tenantId,
    createdAt: now,
    leadId: lead.id,
    staffKey: consultant,
    startsAt,
    endsAt: endOf(tenant, startsAt),
    state: 'reserved',
    v: 1,
    arrangedV: 0,
    bookedAt: now,
    bookedBy: scene.actor,
    causedBy: scene.cause,
  });
  await tell(scene, 'appointmentBooked', {
    appointmentId: id,
    startAt: startsAt.toISOString(),
    staffKey: consultant,
  });
  await changeLeadStatus(tx, lead, {
    status: 'appointment',
    reason: 'booked',
    actor: scene.actor,
    causedBy: scene.cause,
  });
  return done('booked', `Booked: ${spoken(scene, startsAt)}.`, {
    appointment: { id, v: 1 },
    goto: 'attend',
    status: 'appointment',
  });
};

export const rescheduleAppointment: CommandHandler<'rescheduleAppointment'> = async (scene, args) => {
  const { tx, tenant, now } = scene;
  const appointment = await ownAppointment(scene, args.appointmentId);
  if (!appointment) return noSuch;
  const startsAt = new Date(args.startAt);
  if (!isOfferable(tenant.settings, args.startAt, now.toISOString())) return notOffered;
  const consultant = await freeConsultant(tx, tenant, args.startAt, appointment.staffKey, appointment.id);
  if (!consultant) return slotTaken;
  const v = appointment.v + 1;
  await tx.nativeUpdate(
    Appointment,
    { id: appointment.id },
    { startsAt, endsAt: endOf(tenant, startsAt), v, state: 'reserved', bookedAt: now, bookedBy: scene.actor },
  );
  await tell(scene, 'appointmentMoved', {
    appointmentId: appointment.id,
    startAt: startsAt.toISOString(),
    v,
  });
  return done('rescheduled', `Moved to ${spoken(scene, startsAt)}.`, {
    appointment: { id: appointment.id, v },
    goto: 'attend',
  });
};

export const cancelAppointment: CommandHandler<'cancelAppointment'> = async (
  scene,
  { appointmentId, reason },
) => {
  const appointment = await ownAppointment(scene, appointmentId);
  if (!appointment) return noSuch;
  const v = appointment.v + 1;
  await scene.tx.nativeUpdate(
    Appointment,
    { id: appointmentId },
    { state: 'cancelled', v, cancelReason: reason },
  );
  await tell(scene, 'appointmentCancelled', { appointmentId, v });
  return done('cancelled', 'The appointment is cancelled.', {
    appointment: { id: appointmentId, v },
    goto: 'attend',
  });
};

const mark =
  (state: 'completed' | 'noShow'): CommandHandler<'markCompleted' | 'markNoShow'> =>
  async (scene, { appointmentId }) => {
    const { tx, lead, now } = scene;
    const appointment = await tx.findOne(Appointment, {
      id: appointmentId,
      leadId: { $in: await leadFamily(tx, lead.id) },
    });
    if (!appointment || appointment.state === 'cancelled') return noSuch;
    if (now < appointment.startsAt) return refused('nothingToDo', 'The appointment has not begun yet.');
    // one that counts as completed because nobody said otherwise may still be said to have been missed
    if (appointment.state === state) return done('nothingToDo', 'It is marked so already.');
    await tx.nativeUpdate(Appointment, { id: appointmentId }, { state });
    await tell(scene, state === 'completed' ? 'appointmentCompleted' : 'appointmentMissed', {
      appointmentId,
    });
    const callCause = { kind: 'appointment', id: appointmentId } as const;
    return done('marked', state === 'completed' ? 'Marked as completed.' : 'Marked as missed.', {
      goto: state === 'completed' ? 'followUp' : 'schedule',
      callCause,
    });
  };

export const markCompleted: CommandHandler<'markCompleted'> = mark('completed');
export const markNoShow: CommandHandler<'markNoShow'> = mark('noShow');

const ownAppointment = async ({ tx, lead }: CommandScene, id: string): Promise<AppointmentRow | null> => {
  const live = await liveAppointment(tx, lead.id);
  return live?.id === id ? live : null;
};

/** Who is free then by our own rows: the one asked for, or else whoever has the fewest appointments ahead. */
const freeConsultant = async (
  tx: Tx,
  { settings, tenantId }: TenantInForce,
  startAt: string,
  staffKey: string | null,
  except?: string,
): Promise<string | null> => {
  // bookings of one business wait for each other here: the loser of a race reads that the slot is taken, instead of
  // running into the constraint and losing the seconds of a live talk to a retry
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`slots:${tenantId}`]);
  const startsAt = new Date(startAt);
  const endsAt = new Date(startsAt.getTime() + durationMs(settings.appointments.length));
  const ahead = await tx.find(
    Appointment,
    { state: { $in: ['reserved', 'confirmed'] }, endsAt: { $gt: new Date() } },
    { fields: ['id', 'staffKey', 'startsAt', 'endsAt'] },
  );
  const others = ahead.filter(({ id }) => id !== except);
  const load = (key: string): number => others.filter((other) => other.staffKey === key).length;
  const isBusy = (key: string): boolean =>
    others.some((other) => other.staffKey === key && other.startsAt < endsAt && other.endsAt > startsAt);
  const able = settings.staff.filter(({ calendar, key }) => calendar && (!staffKey || staffKey === key));
  return (
    able
      .map(({ key }) => key)
      .filter((key) => !isBusy(key))
      .sort((a, b) => load(a) - load(b))[0] ?? null
  );
};

const endOf = ({ settings }: TenantInForce, startsAt: Date): Date =>
  new Date(startsAt.getTime() + durationMs(settings.appointments.length));

const spoken = ({ lead, tenant }: CommandScene, at: Date): string =>
  spokenTime(at.toISOString(), lead.timeZone ?? tenant.settings.profile.timeZone, lead.language);

const tell = (
  { tx, lead, actor, cause }: CommandScene,
  kind: string,
  details: Record<string, unknown>,
): Promise<void> =>
  addToTimeline(tx, { tenantId: lead.tenantId, leadId: lead.id, kind, details, actor, causedBy: cause });
