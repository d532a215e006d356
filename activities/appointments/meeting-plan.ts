import type { MeetingPayload, VendorMeeting } from '../../integrations/calendar/port.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { OutboundPlan, Performed, Prepared } from '../../schema/database/ledger/plan.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

/** What is asked of the vendor's calendar: the meeting as it shall be, the event it has already, or its end. */
type MeetingRequest =
  | { do: 'create'; meeting: MeetingPayload }
  | { do: 'move'; organiser: string; eventId: string; startAt: string; endAt: string }
  | { do: 'cancel'; organiser: string; eventId: string; comment: string };

type MeetingAnswer = VendorMeeting | null;

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
      const answer = await ask(ports, request, key);
      return { vendorId: answer?.eventId ?? null, answer };
    },
    reconcile: async (row) => {
      const found = await find(ports, row.payload as MeetingRequest, key);
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
  const tenant = await tenantInForce(tx, tenantId);
  const organiser = tenant.settings.staff.find(({ key }) => key === appointment.staffKey)?.calendar;
  if (!organiser) return { kind: 'skip', reason: 'noCalendar' };
  const { eventId } = appointment;
  if (appointment.state === 'cancelled')
    return eventId
      ? {
          kind: 'send',
          payload: { do: 'cancel', organiser, eventId, comment: cancelComment } satisfies MeetingRequest,
        }
      : { kind: 'skip', reason: 'neverArranged' };
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

const ask = async ({ calendar }: Ports, request: MeetingRequest, key: string): Promise<MeetingAnswer> => {
  switch (request.do) {
    case 'create':
      return calendar.createMeeting(request.meeting, key);
    case 'move':
      return calendar.moveMeeting(request.organiser, request.eventId, request);
    case 'cancel':
      await calendar.cancelMeeting(request.organiser, request.eventId, request.comment);
      return null;
  }
};

const find = async (
  { calendar }: Ports,
  request: MeetingRequest,
  key: string,
): Promise<MeetingAnswer | 'absent'> => {
  if (request.do === 'create')
    return (await calendar.findMeeting(request.meeting.organiser, key)) ?? 'absent';
  const meeting = await calendar.fetchMeeting(request.organiser, request.eventId);
  if (request.do === 'cancel') return !meeting || meeting.cancelled ? null : 'absent';
  return meeting && Date.parse(meeting.startAt) === Date.parse(request.startAt) ? meeting : 'absent';
};

const tell = async (
  tx: Tx,
  meeting: MeetingToArrange,
  performed: Performed<MeetingAnswer>,
): Promise<void> => {
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
  if (performed.kind === 'sent') {
    const event = performed.answer;
    await tx.nativeUpdate(
      Appointment,
      { id: appointmentId },
      { arrangedV: v, ...(event && { eventId: event.eventId, joinUrl: event.joinUrl }) },
    );
    if (event)
      await tx.nativeUpdate(Appointment, { id: appointmentId, v, state: 'reserved' }, { state: 'confirmed' });
    await note(event ? 'meetingArranged' : 'meetingCancelled', {});
  }
  if (performed.kind !== 'refused' || performed.state !== 'rejected') return;
  const cancelled = { state: 'cancelled', cancelReason: 'calendarRefused' } as const;
  const refused = { id: appointmentId, v, state: 'reserved' as const };
  await tx.nativeUpdate(Appointment, { ...refused, eventId: null }, cancelled);
  // a meeting that could not be moved still stands at its old time, with both invited: the next version takes it away
  await tx.nativeUpdate(Appointment, refused, { ...cancelled, v: v + 1 });
  await note('meetingRefused', { reason: performed.reason });
};
