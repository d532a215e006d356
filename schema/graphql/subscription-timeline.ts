import type { ChangeNote } from '../database/live/changes.ts';
import { builder } from './builder.ts';
import { idOf } from './ids.ts';
import { rootOf } from './lead.ts';
import { afterOptions, eventsOf, type LiveEvent, liveEvent } from './live-events.ts';
import { rowsById } from './loaders.ts';
import { TimelineEventRef, timelineRows } from './timeline-event.ts';

interface TimelineAddition extends LiveEvent {
  eventId: string | null;
}

const TimelineAdditionRef = liveEvent<TimelineAddition>(
  'TimelineAddition',
  'That something happened, and what.',
);

builder.objectFields(TimelineAdditionRef, (t) => ({
  event: t.field({
    type: TimelineEventRef,
    nullable: true,
    description: 'What happened; null when everything is to be read anew.',
    resolve: ({ eventId }) => eventId,
  }),
}));

builder.subscriptionField('timelineAdded', (t) =>
  t.field({
    type: TimelineAdditionRef,
    description: 'What happens to the leads of the business, or to one of them.',
    authScopes: { viewer: true, 'leads:read': true },
    args: {
      leadId: t.arg.id({ description: 'Only what happens to this lead, by its global id.' }),
      after: t.arg.string(afterOptions),
    },
    subscribe: (_root, { leadId, after }, context) => {
      const asked = leadId ? idOf('Lead', leadId) : null;
      return eventsOf<TimelineAddition>(context, after, {
        begin: async (start) => ({ ...start, eventId: null }),
        make: async (changes) => {
          const told = changes.filter(({ kind }: ChangeNote) => kind === 'timeline');
          if (told.length === 0 || (leadId && !asked)) return [];
          const rows = await rowsById(
            context,
            timelineRows,
            told.map(({ ref }) => ref),
          );
          const wanted = asked && (await rootOf(context, asked));
          const events: (TimelineAddition | null)[] = [];
          for (const [n, row] of rows.entries()) {
            const change = told[n];
            if (!row || !change || (wanted && (await rootOf(context, row.leadId)) !== wanted)) continue;
            events.push({ cursor: change.cursor, afresh: false, eventId: row.id });
          }
          return events;
        },
      });
    },
    resolve: (event) => event,
  }),
);
