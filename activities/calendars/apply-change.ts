import { type CalendarSays, calendarSays } from '../../domain/appointments/calendar-says.ts';
import type { VendorMeeting } from '../../integrations/calendar/port.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import { cancelAppointmentRow } from '../../schema/database/appointments/cancel-appointment.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { recordVersion } from '../../schema/database/appointments/record-version.ts';
import { lockSlots } from '../../schema/database/appointments/slot-lock.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { addFact } from '../../schema/database/leads/facts.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { Ports } from '../ports.ts';

export interface ChangeToApply {
  tenantId: string;
  eventId: string;
  /** the event as it was read; null: it is gone */
  meeting: VendorMeeting | null;
  causedBy: Cause;
}

/**
 * Takes over what a person has changed in the calendar: the appointment's new version, which the calendar shows already,
 * and a fact for the journey. What we have changed there ourselves changes nothing.
 */
export const applyChange = ({ db }: Ports, change: ChangeToApply): Promise<'same' | 'changed' | 'later'> =>
  db.inTenant(change.tenantId, async (tx) => {
    const about = await ahead(tx, change.eventId);
    const lead = about && (await lockLead(tx, about.leadId));
    if (!lead) return 'same';
    await lockSlots(tx, change.tenantId);
    // as it stands under the locks
    const appointment = await ahead(tx, change.eventId);
    if (!appointment) return 'same';
    const says = calendarSays(known(appointment), change.meeting, lead.email ?? null);
    await noteEvent(tx, appointment, change.meeting);
    if (says.kind === 'same' || says.kind === 'later') return says.kind;
    await (says.kind === 'moved'
      ? move(tx, lead, appointment, says, change)
      : cancel(tx, lead, appointment, says, change));
    await addFact(tx, lead, { kind: 'appointmentChanged', ref: appointment.id, causedBy: change.causedBy });
    return 'changed';
  });

const ahead = async (tx: Tx, eventId: string): Promise<AppointmentRow | null> =>
  (await tx.findOne(
    Appointment,
    { eventId, state: { $in: ['reserved', 'confirmed'] }, endsAt: { $gt: new Date() } },
    { refresh: true },
  )) as AppointmentRow | null;

const known = ({ startsAt, endsAt, v, arrangedV }: AppointmentRow) => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  v,
  arrangedV,
});

/** The link may come after the event, and its version tells our next notice of it apart from news. */
const noteEvent = async (tx: Tx, { id }: AppointmentRow, meeting: VendorMeeting | null): Promise<void> => {
  if (!meeting) return;
  const { changeKey, joinUrl } = meeting;
  await tx.nativeUpdate(Appointment, { id }, { changeKey, ...(joinUrl && { joinUrl }) });
};

const move = async (
  tx: Tx,
  lead: LeadRow,
  appointment: AppointmentRow,
  { startAt, endAt }: Extract<CalendarSays, { kind: 'moved' }>,
  { meeting, causedBy }: ChangeToApply,
): Promise<void> => {
  const { id, tenantId, leadId, staffKey } = appointment;
  const v = appointment.v + 1;
  const times = { startsAt: new Date(startAt), endsAt: new Date(endAt) };
  const by = { bookedAt: new Date(), bookedBy: 'outlook' };
  await tx.nativeUpdate(
    Appointment,
    { id },
    { ...times, v, arrangedV: v, state: 'confirmed', placedByHand: true, ...by },
  );
  // the calendar tells everybody who is invited
  const toldByCalendar = meeting?.attendees.some(({ address }) => address === lead.email) ?? false;
  await recordVersion(
    tx,
    { id, tenantId, leadId, staffKey, ...times, v, change: 'moved' },
    { changedBy: 'outlook', toldByCalendar, causedBy },
  );
  const details = { appointmentId: id, startAt, v };
  await addToTimeline(tx, {
    tenantId,
    leadId,
    kind: 'appointmentMoved',
    details,
    actor: 'outlook',
    causedBy,
  });
};

const cancel = async (
  tx: Tx,
  lead: LeadRow,
  appointment: AppointmentRow,
  { reason }: Extract<CalendarSays, { kind: 'cancelled' }>,
  { causedBy }: ChangeToApply,
): Promise<void> => {
  // a declined invitation still stands in the consultant's calendar: the journey takes it out of there
  const isDeclined = reason === 'declinedByLead';
  const actor = isDeclined ? 'lead' : 'outlook';
  await cancelAppointmentRow(tx, lead, appointment, { reason, actor, causedBy, inCalendar: !isDeclined });
};
