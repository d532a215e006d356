import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { causedBy, leadTable, seenWith, tenantColumns } from '../tenant-table.ts';

export const appointmentStates = ['reserved', 'confirmed', 'cancelled', 'completed', 'noShow'] as const;

export const attendances = ['attended', 'missed', 'unknown'] as const;

/** A meeting of a lead with a consultant. `v` grows with every change, the vendor's calendar follows (`arrangedV`). */
export const Appointment = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  ...leadTable('appointment'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    staffKey: p.string(),
    startsAt: p.datetime(6),
    endsAt: p.datetime(6),
    state: p.enum(appointmentStates).default('reserved'),
    v: p.integer().default(1),
    arrangedV: p.integer().default(0),
    /** when this version was made: reminders that lay before it are never sent */
    bookedAt: p.datetime(6),
    eventId: p.string().nullable(),
    joinUrl: p.text().nullable(),
    /** the calendar's own version of the event, as we have seen it last */
    changeKey: p.string().nullable(),
    /** its time was chosen in the calendar itself, where nobody is kept from meeting two people at once */
    placedByHand: p.boolean().default(false),
    cancelReason: p.text().nullable(),
    /** what the attendance report said, once it was asked */
    attendance: p.enum(attendances).nullable(),
    attendanceAt: p.datetime(6).nullable(),
    bookedBy: p.string(),
    causedBy: causedBy(),
  },
  indexes: [{ properties: ['leadId', 'createdAt'] }, { properties: ['tenantId', 'startsAt', 'id'] }],
});

export const appointmentChanges = ['booked', 'moved', 'cancelled'] as const;

/** One version of an appointment, as it was made: the history of its changes. */
export const AppointmentVersion = defineEntity({
  name: 'AppointmentVersion',
  tableName: 'appointment_version',
  ...leadTable('appointment_version'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    appointmentId: p.uuid(),
    v: p.integer(),
    change: p.enum(appointmentChanges),
    startsAt: p.datetime(6),
    endsAt: p.datetime(6),
    staffKey: p.string(),
    /** who changed it: `lead`, `model`, `system`, `outlook` or `staff:<key>` */
    changedBy: p.string(),
    reason: p.text().nullable(),
    /** the calendar tells the lead itself; otherwise we do */
    toldByCalendar: p.boolean().default(true),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['appointmentId', 'v'] }],
});

/** A reminder that was sent for one instant of one version: the row makes the instant happen once. */
export const AppointmentReminder = defineEntity({
  name: 'AppointmentReminder',
  tableName: 'appointment_reminder',
  ...seenWith('appointment_reminder', 'appointment_id', 'appointment'),
  properties: {
    ...tenantColumns(),
    appointmentId: p.uuid(),
    v: p.integer(),
    before: p.string(),
    dueAt: p.datetime(6),
    doneAt: p.datetime(6),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['appointmentId', 'v', 'before'] }],
});

export type AppointmentRow = InferEntity<typeof Appointment>;
export type AppointmentVersionRow = InferEntity<typeof AppointmentVersion>;
