import { appointmentStates } from '../database/appointments/entities.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { rowsOfLead } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { wordsEnum } from './words.ts';

export const appointmentRows = source('appointment', [
  ...['id', 'leadId', 'createdAt', 'staffKey', 'startsAt', 'endsAt', 'state', 'v', 'arrangedV', 'bookedAt'],
  ...['joinUrl', 'cancelReason', 'bookedBy', 'causedBy'],
] as const);

export const AppointmentState = wordsEnum(
  'AppointmentState',
  'What became of an appointment.',
  appointmentStates,
);

export const AppointmentRef = rowNode('Appointment', appointmentRows);

builder.objectType(AppointmentRef, {
  extensions: openToKeys('leads:read'),
  description: 'A meeting of a lead with a consultant.',
  fields: (t) => ({
    state: t.expose('state', { type: AppointmentState, description: 'What became of it.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When this time was chosen.' }),
    bookedBy: t.exposeString('bookedBy', {
      description:
        'Who chose it: lead, model, `staff:<key>`, or outlook for somebody in the calendar itself.',
    }),
    joinUrl: t.exposeString('joinUrl', { nullable: true, description: 'The link by which people join it.' }),
    cancelReason: t.exposeString('cancelReason', { nullable: true, description: 'Why it was cancelled.' }),
    version: t.exposeInt('v', { description: 'Grows with every change of it.' }),
    inCalendar: t.boolean({
      description: 'Whether the consultant’s calendar shows it as it is now.',
      resolve: ({ v, arrangedV }) => arrangedV >= v,
    }),
    staff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'Who meets the lead.',
      resolve: ({ staffKey }, _args, context) => staffByKey(context, staffKey),
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it.' }),
    lead: t.field({ type: LeadRef, description: 'Who is met.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'appointments', (t) =>
  t.field({
    type: [AppointmentRef],
    description: 'The appointments of the lead, oldest first.',
    complexity: { field: 1, multiplier: 5 },
    resolve: (lead, _args, context) => rowsOfLead(context, appointmentRows, lead.id, 'createdAt'),
  }),
);
