import { attendanceSays } from '../../domain/appointments/attendance.ts';
import type { WatchRules } from '../../domain/appointments/calendar-watch.ts';
import type { Attendee } from '../../integrations/calendar/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { CalendarWatchRow } from '../../schema/database/calendars/entities.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { uuidFromName } from '../../schema/database/uuid-from-name.ts';
import type { Ports } from '../ports.ts';

/** A report comes minutes after a meeting; one that has not come by then will not. */
const longestPatienceMs = 24 * 3_600_000;
const readingsWaited = 10;
/** who tries the link beforehand leaves a report of their own, and meetings overrun: their own report comes later */
const longestDoubtMs = 3_600_000;

/**
 * Asks who came to the meetings that are over, and has the journey told by a command, as if somebody of staff had said
 * so. A meeting without a report stays what the clock says of it.
 */
export const askAttendance = async (
  ports: Ports,
  watch: CalendarWatchRow,
  { staff }: TenantSettings,
  { readEveryMs }: WatchRules,
): Promise<{ asked: number; waiting: boolean }> => {
  const over = await meetingsOver(ports, watch);
  const own = staff.map(({ email }) => email).concat(watch.mailbox);
  const patienceMs = Math.min(longestPatienceMs, readingsWaited * readEveryMs);
  const doubtMs = Math.min(longestDoubtMs, readEveryMs);
  let waiting = false;
  for (const meeting of over) {
    const people = await reportOf(ports, watch, meeting);
    const overMs = Date.now() - meeting.endsAt.getTime();
    const isLate = overMs > patienceMs;
    const told = people ? attendanceSays(people, own) : null;
    const says = told === 'attended' || overMs >= doubtMs ? told : null;
    if (says || isLate) await note(ports, meeting, says ?? 'unknown');
    else waiting = true;
  }
  return { asked: over.length, waiting };
};

/** A report that may not be read, for want of a permission, keeps nobody from seeing to the calendar. */
const reportOf = async (
  { calendar, log }: Ports,
  { mailbox }: CalendarWatchRow,
  { id, joinUrl }: AppointmentRow,
): Promise<Attendee[] | null> => {
  try {
    return await calendar.attendance(mailbox, joinUrl ?? '');
  } catch (err) {
    if (!(err instanceof VendorFailure)) throw err;
    if (err.certainty !== 'rejected' && err.type !== 'Vendor.AuthRefused') throw err;
    log.warn({ err, appointmentId: id }, 'no attendance report');
    return null;
  }
};

const meetingsOver = ({ db }: Ports, { tenantId, staffKey }: CalendarWatchRow): Promise<AppointmentRow[]> =>
  db.inTenant(tenantId, (tx) =>
    tx.find(Appointment, {
      staffKey,
      state: { $in: ['reserved', 'confirmed', 'completed'] },
      joinUrl: { $ne: null },
      attendanceAt: null,
      endsAt: { $lt: new Date(), $gt: new Date(Date.now() - 2 * longestPatienceMs) },
    }),
  ) as Promise<AppointmentRow[]>;

const note = (
  { db }: Ports,
  { id: appointmentId, tenantId, leadId }: AppointmentRow,
  attendance: 'attended' | 'missed' | 'unknown',
): Promise<void> =>
  db.inTenant(tenantId, async (tx) => {
    const asked = { attendance, attendanceAt: new Date() };
    const first = await tx.nativeUpdate(Appointment, { id: appointmentId, attendanceAt: null }, asked);
    if (first === 0 || attendance === 'unknown') return;
    // on the dispatcher's list by this commit
    await acceptCommand(tx, {
      tenantId,
      leadId,
      name: attendance === 'missed' ? 'markNoShow' : 'markCompleted',
      arguments: { appointmentId },
      actor: { kind: 'system', id: 'attendance' },
      commandId: uuidFromName(appointmentId, 'attendance'),
    });
  });
