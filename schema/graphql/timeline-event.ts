import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';

export const timelineRows = source('timeline_event', [
  'id',
  'leadId',
  'kind',
  'details',
  'actor',
  'causedBy',
  'at',
]);
export const timeline = { source: timelineRows, orderedBy: 'at', size: 20 } as const;

export const TimelineEventRef = rowNode('TimelineEvent', timelineRows);

builder.objectType(TimelineEventRef, {
  extensions: openToKeys('leads:read'),
  description: 'Something that happened to a lead, told once.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'What happened, as a code: `callEnded`.' }),
    details: t.expose('details', { type: 'JSON', description: 'What belongs to it, by kind.' }),
    actor: t.exposeString('actor', {
      description: 'Who did it: system, lead, model, or `staff:<key>`, `key:<id>`, `superAdmin:<id>`.',
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it happen.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    lead: t.field({
      type: LeadRef,
      description: 'Whom it happened to.',
      resolve: ({ leadId }) => leadId,
    }),
  }),
});

builder.objectField(LeadRef, 'timeline', (t) =>
  t.connection({
    type: TimelineEventRef,
    description: 'What happened to the lead, newest first.',
    complexity: pageCost(timeline.size),
    resolve: (lead, args, context) => pageOfLead(context, timeline, lead.id, args),
  }),
);
