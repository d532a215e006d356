import type { ChangeNote } from '../database/live/changes.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { afterOptions, eventsOf, type LiveEvent, liveEvent } from './live-events.ts';
import { familiesOf, rowsById } from './loaders.ts';
import { read } from './rows.ts';
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

/** A lead and every lead that it took in, by now. */
const familyOf = async (context: GraphqlContext, leadId: string): Promise<Set<string>> => {
  const rows = await read(context, (tables) =>
    tables
      .selectFrom(familiesOf([leadId]))
      .select('f.member')
      .execute(),
  );
  return new Set([leadId, ...rows.map(({ member }) => member)]);
};

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
          const wanted = asked && (await familyOf(context, asked));
          return rows.map((row, n) => {
            const { cursor } = told[n] ?? {};
            if (!row || !cursor || (wanted && !wanted.has(row.leadId))) return null;
            return { cursor, afresh: false, eventId: row.id };
          });
        },
      });
    },
    resolve: (event) => event,
  }),
);
