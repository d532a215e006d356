import * as is from '../column-classes.ts';
import { Appointment, AppointmentReminder, AppointmentVersion } from './entities.ts';

const { classed, code, count, flag, id, instant, nulled, staff, tenantColumnClasses } = is;

export const appointmentClasses = [
  classed(Appointment, {
    ...tenantColumnClasses,
    leadId: id,
    staffKey: staff,
    startsAt: instant,
    endsAt: instant,
    state: code,
    v: count,
    arrangedV: count,
    bookedAt: instant,
    eventId: id,
    joinUrl: nulled,
    changeKey: id,
    placedByHand: flag,
    cancelReason: nulled,
    attendance: code,
    attendanceAt: instant,
    bookedBy: staff,
    causedBy: id,
  }),
  classed(AppointmentVersion, {
    ...tenantColumnClasses,
    leadId: id,
    appointmentId: id,
    v: count,
    change: code,
    startsAt: instant,
    endsAt: instant,
    staffKey: staff,
    changedBy: staff,
    reason: nulled,
    toldByCalendar: flag,
    causedBy: id,
  }),
  classed(AppointmentReminder, {
    ...tenantColumnClasses,
    appointmentId: id,
    v: count,
    before: code,
    dueAt: instant,
    doneAt: instant,
    causedBy: id,
  }),
];
