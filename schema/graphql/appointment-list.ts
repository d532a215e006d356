import { sql } from 'kysely';
import { AppointmentRef, AppointmentState, appointmentRows } from './appointment.ts';
import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { given, ofLead, oneOf, pageOfTenant, within } from './tenant-list.ts';

const list = { source: appointmentRows, orderedBy: 'createdAt', size: 20 } as const;
const byStart = { name: 'STARTS_AT', type: 'timestamptz', by: sql.ref('startsAt'), ascending: true } as const;

const AppointmentFilter = builder.inputType('AppointmentFilter', {
  description: 'Which appointments: those of which all that is given here is true.',
  fields: (t) => ({
    startsFrom: t.field({ type: 'DateTime', description: 'Beginning at this instant or later.' }),
    startsBefore: t.field({ type: 'DateTime', description: 'Beginning before this instant.' }),
    state: t.field({ type: [AppointmentState], description: 'In one of these states.' }),
    staffKey: t.string({ description: 'With the member of staff who has this key.' }),
    leadId: t.id({ description: 'With this lead, by its global id, or with one that it took in.' }),
  }),
});

builder.queryField('appointments', (t) =>
  t.connection(
    {
      type: AppointmentRef,
      description: `The appointments of the business by when they begin, the earliest first; ${list.size} unless asked for more. \`startsFrom\` leaves out what is over.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(list.size),
      args: { filter: t.arg({ type: AppointmentFilter, description: 'Only these appointments.' }) },
      resolve: (_root, { filter, ...args }, context) => {
        const { startsFrom, startsBefore, state, staffKey, leadId } = filter ?? {};
        const conditions = [
          ...within('startsAt', startsFrom, startsBefore),
          oneOf('state', state),
          given(staffKey, (key) => sql<boolean>`${sql.ref('staffKey')} = ${key}`),
          ofLead(leadId),
        ];
        return pageOfTenant(context, list, args, conditions, byStart);
      },
    },
    { name: 'AppointmentConnection' },
    { name: 'AppointmentEdge' },
  ),
);
