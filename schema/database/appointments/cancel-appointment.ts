import type { Cause } from '../../contracts/ids.ts';
import { wakeWatch } from '../calendars/wake-watch.ts';
import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { changeLeadStatus } from '../leads/status.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { Appointment, type AppointmentRow } from './entities.ts';
import { liveAppointment } from './live-appointment.ts';
import { recordVersion } from './record-version.ts';

/** Why an appointment does not take place, in words or as a code, and who says so. */
export interface Cancellation {
  reason: string | null;
  actor: string;
  causedBy: Cause;
  /** the calendar knows already, because it was said there */
  inCalendar?: boolean;
}

/**
 * Cancels an appointment in our rows and frees its slot; a lead that had the status `appointment` for it is `qualified`
 * again. The lead is locked. Answers the new version, which the calendar is brought in line with.
 */
export const cancelAppointmentRow = async (
  tx: Tx,
  lead: LeadRow,
  appointment: AppointmentRow,
  { reason, actor, causedBy, inCalendar = false }: Cancellation,
): Promise<number> => {
  const { id, tenantId, leadId, startsAt, endsAt, staffKey } = appointment;
  const v = appointment.v + 1;
  const next = { state: 'cancelled' as const, v, cancelReason: reason, ...(inCalendar && { arrangedV: v }) };
  await tx.nativeUpdate(Appointment, { id }, next);
  const version = { id, tenantId, leadId, startsAt, endsAt, staffKey, v, change: 'cancelled' as const };
  await recordVersion(tx, version, { changedBy: actor, reason, causedBy });
  const details = { appointmentId: id, v, reason };
  await addToTimeline(tx, { tenantId, leadId, kind: 'appointmentCancelled', details, actor, causedBy });
  await leaveAppointmentStatus(tx, lead, { reason: 'appointmentCancelled', actor, causedBy });
  return v;
};

/** A lead whose appointment came to nothing is as far as before it was booked. */
export const leaveAppointmentStatus = async (
  tx: Tx,
  lead: LeadRow,
  why: { reason: string; actor: string; causedBy: Cause },
): Promise<void> => {
  if (lead.status !== 'appointment') return;
  await changeLeadStatus(tx, lead, { status: 'qualified', ...why });
  lead.status = 'qualified';
};

/**
 * Cancels the appointment that a lead has before them, when their journey is not there to do it: it was closed, or they
 * opted out. Whoever watches the consultant's calendar takes the meeting out of it; whoever forgets the lead does so themselves.
 */
export const cancelAhead = async (
  tx: Tx,
  lead: LeadRow,
  why: { reason: 'optedOut' | 'journeyClosed' | 'erased'; actor: string; causedBy: Cause },
): Promise<{ id: string; v: number } | null> => {
  const ahead = await liveAppointment(tx, lead.id);
  if (!ahead) return null;
  const v = await cancelAppointmentRow(tx, lead, ahead, why);
  await wakeWatch(tx, { tenantId: lead.tenantId, staffKey: ahead.staffKey });
  return { id: ahead.id, v };
};
