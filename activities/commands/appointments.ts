import { isOfferable } from '../../domain/appointments/slots.ts';
import { spokenTime } from '../../domain/appointments/spoken-time.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { CommandArguments } from '../../schema/contracts/commands.ts';
import {
  cancelAppointmentRow,
  leaveAppointmentStatus,
} from '../../schema/database/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../schema/database/appointments/complete-appointment.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { recordVersion } from '../../schema/database/appointments/record-version.ts';
import { Command } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { chooseConsultant } from './choose-consultant.ts';
import { type CommandHandler, type CommandScene, done, refused } from './handler.ts';

const slotTaken = refused('slotTaken', 'This time was taken a moment ago. Please choose another one.');
const notOffered = refused('slotNotOffered', 'This is not a time that can be booked.');
const noSuch = refused('noSuchAppointment', 'There is no such appointment.');

/** Reserves the slot; the meeting follows as an effect of the journey. Two leads never get one slot: a constraint says so. */
export const bookAppointment: CommandHandler<'bookAppointment'> = async (scene, args) => {
  const { startAt, staffKey, free = null } = args;
  const { tx, lead, tenant, now } = scene;
  const booked = await liveAppointment(tx, lead.id);
  if (booked?.startsAt.toISOString() === new Date(startAt).toISOString())
    return done('booked', `Booked: ${spoken(scene, booked.startsAt)}.`, {
      appointment: { id: booked.id, v: booked.v },
    });
  if (booked) return refused('alreadyBooked', 'There is an appointment already. It can be moved instead.');
  if (!isOfferable(tenant.settings, startAt, now.toISOString())) return notOffered;
  const consultant = await chooseConsultant(tx, tenant, { startAt, staffKey, free });
  if (!consultant) return slotTaken;
  await completePast(scene);
  const id = uuidV7();
  const startsAt = new Date(startAt);
  const version = {
    id,
    tenantId: lead.tenantId,
    leadId: lead.id,
    staffKey: consultant,
    startsAt,
    endsAt: endOf(tenant, startsAt),
    v: 1,
  };
  await tx.insert(Appointment, {
    ...version,
    createdAt: now,
    state: 'reserved',
    arrangedV: 0,
    bookedAt: now,
    bookedBy: scene.actor,
    causedBy: scene.cause,
  });
  await keepVersion(scene, { ...version, change: 'booked' });
  await tell(scene, 'appointmentBooked', {
    appointmentId: id,
    startAt: startsAt.toISOString(),
    staffKey: consultant,
    calendarAsked: free !== null,
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

/** The journey attends to one appointment: from now on to the new one, so that nobody would end what is over. */
const completePast = async ({ tx, lead, now, cause }: CommandScene): Promise<void> => {
  const past = await tx.find(Appointment, {
    leadId: { $in: await leadFamily(tx, lead.id) },
    state: { $in: ['reserved', 'confirmed'] },
    endsAt: { $lte: now },
  });
  for (const { id } of past)
    await completeAppointment(tx, { tenantId: lead.tenantId, leadId: lead.id, appointmentId: id }, cause);
};

export const rescheduleAppointment: CommandHandler<'rescheduleAppointment'> = async (scene, args) => {
  const { tx, tenant, now } = scene;
  const appointment = await ownAppointment(scene, args.appointmentId);
  if (!appointment) return noSuch;
  const startsAt = new Date(args.startAt);
  if (!isOfferable(tenant.settings, args.startAt, now.toISOString())) return notOffered;
  const { staffKey } = appointment;
  const wanted = { startAt: args.startAt, staffKey, free: args.free ?? null, except: appointment.id };
  const consultant = await chooseConsultant(tx, tenant, wanted);
  if (!consultant) return slotTaken;
  const next = { startsAt, endsAt: endOf(tenant, startsAt), v: appointment.v + 1 };
  const { v } = next;
  await tx.nativeUpdate(
    Appointment,
    { id: appointment.id },
    { ...next, state: 'reserved', placedByHand: false, bookedAt: now, bookedBy: scene.actor },
  );
  await keepVersion(scene, { ...appointment, ...next, change: 'moved' });
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
  const { tx, lead, actor, cause } = scene;
  const v = await cancelAppointmentRow(tx, lead, appointment, { reason, actor, causedBy: cause });
  return done('cancelled', 'The appointment is cancelled.', {
    appointment: { id: appointmentId, v },
    goto: 'attend',
    status: lead.status,
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
    if (scene.actor === 'system' && (await isSaidByStaff(scene, appointmentId)))
      return refused('nothingToDo', 'Somebody of staff has said how it went.');
    await tx.nativeUpdate(Appointment, { id: appointmentId }, { state });
    await tell(scene, state === 'completed' ? 'appointmentCompleted' : 'appointmentMissed', {
      appointmentId,
    });
    const text = state === 'completed' ? 'Marked as completed.' : 'Marked as missed.';
    // whoever has booked again since is attended to there: what came of the one before only is noted
    if (await liveAppointmentBut(scene, appointmentId)) return done('marked', text);
    const callCause = { kind: 'appointment', id: appointmentId } as const;
    const why = { reason: 'missed', actor: scene.actor, causedBy: scene.cause };
    if (state === 'noShow') await leaveAppointmentStatus(tx, lead, why);
    return done('marked', text, {
      goto: state === 'completed' ? 'followUp' : 'schedule',
      callCause,
      status: lead.status,
    });
  };

export const markCompleted: CommandHandler<'markCompleted'> = mark('completed');
export const markNoShow: CommandHandler<'markNoShow'> = mark('noShow');

const ownAppointment = async ({ tx, lead }: CommandScene, id: string): Promise<AppointmentRow | null> => {
  const live = await liveAppointment(tx, lead.id);
  return live?.id === id ? live : null;
};

const liveAppointmentBut = async ({ tx, lead }: CommandScene, id: string): Promise<boolean> => {
  const live = await liveAppointment(tx, lead.id);
  return live !== null && live.id !== id;
};

/** A report knows who was online, not who met by telephone: a person's word stands. */
const isSaidByStaff = async ({ tx, lead }: CommandScene, appointmentId: string): Promise<boolean> => {
  const said = await tx.find(Command, {
    leadId: { $in: await leadFamily(tx, lead.id) },
    name: { $in: ['markCompleted', 'markNoShow'] },
    actorKind: 'staff',
    state: 'done',
  });
  return said.some(
    ({ arguments: args }) => (args as CommandArguments['markCompleted']).appointmentId === appointmentId,
  );
};

const endOf = ({ settings }: TenantInForce, startsAt: Date): Date =>
  new Date(startsAt.getTime() + durationMs(settings.appointments.length));

const spoken = ({ lead, tenant }: CommandScene, at: Date): string =>
  spokenTime(at.toISOString(), lead.timeZone ?? tenant.settings.profile.timeZone, lead.language);

const keepVersion = (
  { tx, actor, cause }: CommandScene,
  version: Parameters<typeof recordVersion>[1],
): Promise<void> => recordVersion(tx, version, { changedBy: actor, causedBy: cause });

const tell = (
  { tx, lead, actor, cause }: CommandScene,
  kind: string,
  details: Record<string, unknown>,
): Promise<void> =>
  addToTimeline(tx, { tenantId: lead.tenantId, leadId: lead.id, kind, details, actor, causedBy: cause });
