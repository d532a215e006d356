import { sql } from 'kysely';
import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { given, ofLead, oneOf, pageOfTenant, within } from './tenant-list.ts';
import { TimelineEventRef, timeline } from './timeline-event.ts';

const TimelineFilter = builder.inputType('TimelineFilter', {
  description: 'What happened: that of which all that is given here is true.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'At this instant or later.' }),
    before: t.field({ type: 'DateTime', description: 'Before this instant.' }),
    kind: t.stringList({ description: 'One of these codes: `callEnded`.' }),
    actor: t.string({ description: 'Done by this one, as `actor` says it: `staff:<key>`.' }),
    leadId: t.id({ description: 'To this lead, by its global id, or to one that it took in.' }),
  }),
});

builder.queryField('timeline', (t) =>
  t.connection(
    {
      type: TimelineEventRef,
      description: `What happened to all leads, newest first; ${timeline.size} unless asked for more.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(timeline.size),
      args: { filter: t.arg({ type: TimelineFilter, description: 'Only this.' }) },
      resolve: (_root, { filter, ...args }, context) => {
        const { from, before, kind, actor, leadId } = filter ?? {};
        return pageOfTenant(context, timeline, args, [
          ...within('at', from, before),
          oneOf('kind', kind),
          given(actor, (who) => sql<boolean>`actor = ${who}`),
          ofLead(leadId),
        ]);
      },
    },
    { name: 'TimelineConnection' },
    { name: 'TimelineEdge' },
  ),
);
