import type { MeetingPayload, VendorMeeting } from '../../integrations/calendar/port.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { cancelAppointmentRow } from '../../schema/database/appointments/cancel-appointment.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import type { OutboundPlan, Prepared, Settled } from '../../schema/database/ledger/plan.ts';
import { noteStaff } from '../../schema/database/notes/note-staff.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import {
  askCalendar,
  findInCalendar,
  isWithoutLink,
  linkAwaitedUntil,
  linkPauseMs,
  type MeetingAnswer,
  type MeetingRequest,
} from './ask-calendar.ts';
import { mailboxOf } from './mailbox-of.ts';
import { whyOver } from './meeting-over.ts';

export interface MeetingToArrange {
  tenantId: string;
  leadId: string;
  appointmentId: string;
  v: number;
}

/** One version of an appointment as an outward action: the vendor is asked for exactly what this version says. */
export const meetingPlan = (ports: Ports, meeting: MeetingToArrange): OutboundPlan<MeetingAnswer> => {
  const { tenantId, leadId, appointmentId, v } = meeting;
  const causedBy: Cause = { kind: 'appointment', id: appointmentId };
  // the tenant's part keeps two installations on one mailbox apart
  const key = outboundKey.meeting(appointmentId, v);
  return {
    tenantId,
    leadId,
    key,
    kind: 'meeting',
    vendor: ports.calendar.vendor,
    intent: { appointmentId, v },
    causedBy,
    leaseMs: ports.calendar.timeoutMs + 5_000,
    whenAbsent: 'repeat',
    prepare: (tx, lead) => prepare(tx, lead, meeting),
    send: async (payload) => {
      const request = payload as MeetingRequest;
      const answer = await askCalendar(ports, request, key);
      return { vendorId: answer?.eventId ?? null, answer };
    },
    reconcile: async (row) => {
      const found = await findInCalendar(ports, row.payload as MeetingRequest, key);
      if (isWithoutLink(row.payload as MeetingRequest, found) && Date.now() < linkAwaitedUntil(row))
        throw new LedgerFailure('Ledger.Unsettled', linkPauseMs);
      return found === 'absent'
        ? { kind: 'absent' }
        : { kind: 'sent', vendorId: found?.eventId ?? null, answer: found };
    },
    settled: (tx, _row, performed) => tell(tx, meeting, performed),
  };
};

const prepare = async (
  tx: Tx,
  lead: LeadRow | null,
  { tenantId, appointmentId, v }: MeetingToArrange,
): Promise<Prepared<never>> => {
  const appointment = (await tx.findOne(Appointment, { id: appointmentId })) as AppointmentRow | null;
  if (!lead || !appointment) return { kind: 'skip', reason: 'noAppointment' };
  // a newer version says what the calendar shall show
  if (appointment.v !== v) return { kind: 'skip', reason: 'superseded' };
  // this version was made in the calendar itself
  if (appointment.arrangedV >= v) return { kind: 'skip', reason: 'alreadyInCalendar' };
  const tenant = await tenantInForce(tx, tenantId);
  const organiser = await mailboxOf(tx, appointment, tenant.settings);
  if (!organiser) return { kind: 'skip', reason: 'noCalendar' };
  const { eventId } = appointment;
  if (appointment.state === 'cancelled')
    return eventId
      ? {
          kind: 'send',
          payload: { do: 'cancel', organiser, eventId, comment: cancelComment } satisfies MeetingRequest,
        }
      : { kind: 'skip', reason: 'neverArranged' };
  const over = whyOver(appointment);
  if (over) return { kind: 'skip', reason: over };
  const times = { startAt: appointment.startsAt.toISOString(), endAt: appointment.endsAt.toISOString() };
  const payload: MeetingRequest = eventId
    ? { do: 'move', organiser, eventId, ...times }
    : { do: 'create', meeting: meetingOf(tenant, lead, organiser, appointment.staffKey, times) };
  return { kind: 'send', payload };
};

const cancelComment = 'This appointment was cancelled.';

const meetingOf = (
  { settings }: TenantInForce,
  lead: LeadRow,
  organiser: string,
  staffKey: string,
  times: { startAt: string; endAt: string },
): MeetingPayload => {
  const consultant = settings.staff.find(({ key }) => key === staffKey);
  const attendees = [
    ...(lead.email ? [{ address: lead.email, name: lead.name ?? lead.email }] : []),
    // an organiser is at the meeting anyway; a consultant with another address is invited to it
    ...(consultant && consultant.email !== organiser
      ? [{ address: consultant.email, name: consultant.name }]
      : []),
  ];
  return {
    organiser,
    subject: settings.appointments.subject,
    bodyHtml: `<p>${escapeHtml(settings.profile.name)}</p>`,
    ...times,
    attendees,
  };
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** What we keep of an event; a link that there was once is never lost. */
const eventOf = ({ eventId, joinUrl, changeKey }: VendorMeeting) => ({
  eventId,
  changeKey,
  ...(joinUrl && { joinUrl }),
});

const tell = async (tx: Tx, meeting: MeetingToArrange, performed: Settled<MeetingAnswer>): Promise<void> => {
  const { tenantId, leadId, appointmentId, v } = meeting;
  const causedBy = { kind: 'appointment', id: appointmentId } as const;
  const note = (kind: string, details: Record<string, unknown>) =>
    addToTimeline(tx, {
      tenantId,
      leadId,
      kind,
      details: { appointmentId, v, ...details },
      actor: 'system',
      causedBy,
    });
  const tellStaff = (kind: 'noMeetingLink' | 'stillInCalendar') =>
    noteStaff(tx, { tenantId, leadId, kind, about: { kind: 'appointment', id: appointmentId }, causedBy });
  if (performed.kind === 'sent') {
    const event = performed.answer;
    await tx.nativeUpdate(Appointment, { id: appointmentId }, { arrangedV: v, ...(event && eventOf(event)) });
    if (event)
      await tx.nativeUpdate(Appointment, { id: appointmentId, v, state: 'reserved' }, { state: 'confirmed' });
    await note(event ? 'meetingArranged' : 'meetingCancelled', {});
    const row = event && (await tx.findOne(Appointment, { id: appointmentId }, { refresh: true }));
    if (row && !row.joinUrl) await tellStaff('noMeetingLink');
  }
  if (performed.kind === 'refused' && performed.reason === 'neverArranged')
    await tx.nativeUpdate(Appointment, { id: appointmentId, v }, { arrangedV: v });
  if (performed.kind !== 'refused' || performed.state !== 'rejected') return;
  const isCancelled = (await tx.count(Appointment, { id: appointmentId, v, state: 'cancelled' })) > 0;
  if (isCancelled) await tellStaff('stillInCalendar');
  const refused = (await tx.findOne(
    Appointment,
    { id: appointmentId, v, state: 'reserved' },
    { refresh: true },
  )) as AppointmentRow | null;
  const lead = refused && (await lockLead(tx, leadId));
  // a meeting that could not be moved still stands at its old time, with both invited: the next version takes it away
  if (lead)
    await cancelAppointmentRow(tx, lead, refused, { reason: 'calendarRefused', actor: 'system', causedBy });
  await note('meetingRefused', { reason: performed.reason });
};
