import { appointmentChanges } from '../database/appointments/entities.ts';
import { AppointmentRef } from './appointment.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { rowsOfParent } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { wordsEnum } from './words.ts';

const versionRows = source('appointment_version', [
  ...['id', 'appointmentId', 'createdAt', 'v', 'change', 'startsAt', 'endsAt', 'staffKey', 'changedBy'],
  ...['reason', 'causedBy'],
] as const);

const AppointmentChange = wordsEnum(
  'AppointmentChange',
  'What made a version of an appointment.',
  appointmentChanges,
);

const AppointmentVersionRef = rowNode('AppointmentVersion', versionRows);

builder.objectType(AppointmentVersionRef, {
  description: 'One version of an appointment, as it was made.',
  extensions: openToKeys('leads:read'),
  fields: (t) => ({
    version: t.exposeInt('v', { description: 'Its number, from 1 on.' }),
    change: t.expose('change', { type: AppointmentChange, description: 'What was done.' }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
    changedBy: t.exposeString('changedBy', {
      description:
        'Who did it: lead, model, system, `staff:<key>`, or outlook for somebody in the calendar itself.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, in words or as a code.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it began in this version.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ended in this version.' }),
    staff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'Who met the lead in this version.',
      resolve: ({ staffKey }, _args, context) => staffByKey(context, staffKey),
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it.' }),
  }),
});

builder.objectField(AppointmentRef, 'versions', (t) =>
  t.field({
    type: [AppointmentVersionRef],
    description: 'How it came to be as it is, oldest first.',
    // few appointments change more often
    complexity: { field: 1, multiplier: 3 },
    resolve: ({ id }, _args, context) =>
      rowsOfParent(context, versionRows, { column: 'appointmentId', id, orderBy: 'v' }),
  }),
);
