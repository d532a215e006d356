import { sql } from 'kysely';
import { builder } from './builder.ts';
import { CallDirection, CallOutcome, CallRef, calls } from './call.ts';
import { pageCost } from './limits.ts';
import { given, ofLead, oneOf, pageOfTenant, within } from './tenant-list.ts';

const CallFilter = builder.inputType('CallFilter', {
  description: 'Which calls: those of which all that is given here is true.',
  fields: (t) => ({
    createdFrom: t.field({ type: 'DateTime', description: 'Decided at this instant or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Decided before this instant.' }),
    live: t.boolean({ description: 'Whether the call is open.' }),
    outcome: t.field({ type: [CallOutcome], description: 'Ended in one of these ways.' }),
    direction: t.field({ type: CallDirection, description: 'Who called whom.' }),
    leadId: t.id({ description: 'With this lead, by its global id, or with one that it took in.' }),
  }),
});

builder.queryField('calls', (t) =>
  t.connection(
    {
      type: CallRef,
      description: `The calls with all leads, newest first; ${calls.size} unless asked for more.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(calls.size),
      args: { filter: t.arg({ type: CallFilter, description: 'Only these calls.' }) },
      resolve: (_root, { filter, ...args }, context) => {
        const { createdFrom, createdBefore, live, outcome, direction, leadId } = filter ?? {};
        return pageOfTenant(context, calls, args, [
          ...within('createdAt', createdFrom, createdBefore),
          given(live, (open) => sql<boolean>`${sql.ref('endedAt')} is ${open ? sql`null` : sql`not null`}`),
          oneOf('outcome', outcome),
          given(direction, (who) => sql<boolean>`direction = ${who}`),
          ofLead(leadId),
        ]);
      },
    },
    { name: 'CallConnection' },
    { name: 'CallEdge' },
  ),
);
