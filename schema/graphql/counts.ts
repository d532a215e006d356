import { leadStatuses } from '../contracts/journey.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { LeadStatusEnum } from './lead.ts';
import { listedLeads } from './listed-leads.ts';
import { afterOptions, eventsOf, type LiveEvent, liveEvent } from './live-events.ts';
import { inDoubt } from './outbound-action.ts';
import { read } from './rows.ts';

interface StatusCount {
  status: (typeof leadStatuses)[number];
  count: number;
}

export interface Counts {
  leads: StatusCount[];
  draftsWaiting: number;
  callsLive: number;
  actionsInDoubt: number;
  mergeProposals: number;
}

const StatusCountRef = builder.objectRef<StatusCount>('LeadStatusCount').implement({
  description: 'How many leads have a status.',
  fields: (t) => ({
    status: t.expose('status', { type: LeadStatusEnum, description: 'The status.' }),
    count: t.exposeInt('count', { description: 'How many leads have it.' }),
  }),
});

const CountsRef = builder.objectRef<Counts>('Counts').implement({
  description: 'What there is at this moment, in numbers.',
  fields: (t) => ({
    leads: t.field({
      type: [StatusCountRef],
      description: 'The leads by their status, every status once.',
      resolve: ({ leads }) => leads,
    }),
    draftsWaiting: t.exposeInt('draftsWaiting', { description: 'Replies that wait for a person.' }),
    callsLive: t.exposeInt('callsLive', { description: 'Calls that are open.' }),
    actionsInDoubt: t.exposeInt('actionsInDoubt', {
      description: 'Actions of which nobody knows whether they were done.',
    }),
    mergeProposals: t.exposeInt('mergeProposals', {
      description: 'Pairs of leads that may be one person, and of which nobody has decided.',
    }),
  }),
});

const countAll = (context: GraphqlContext): Promise<Counts> =>
  read(context, async (tables) => {
    const byStatus = await listedLeads(tables)
      .select(['status', (with_) => with_.fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute();
    const found = new Map(byStatus.map(({ status, count }) => [status, Number(count)]));
    const drafts = tables.selectFrom('draft').where('state', '=', 'held');
    const calls = tables.selectFrom('call_attempt').where('endedAt', 'is', null);
    const proposals = tables.selectFrom('merge_proposal').where('state', '=', 'open');
    const one = async (query: { executeTakeFirst(): Promise<{ count: string } | undefined> }) =>
      Number((await query.executeTakeFirst())?.count ?? 0);
    return {
      leads: leadStatuses.map((status) => ({ status, count: found.get(status) ?? 0 })),
      draftsWaiting: await one(drafts.select((q) => q.fn.countAll<string>().as('count'))),
      callsLive: await one(calls.select((q) => q.fn.countAll<string>().as('count'))),
      actionsInDoubt: await one(inDoubt(tables).select((q) => q.fn.countAll<string>().as('count'))),
      mergeProposals: await one(proposals.select((q) => q.fn.countAll<string>().as('count'))),
    };
  });

builder.queryField('counts', (t) =>
  t.field({
    type: CountsRef,
    description: 'What there is at this moment, in numbers.',
    authScopes: { viewer: true, 'leads:read': true },
    resolve: (_root, _args, context) => countAll(context),
  }),
);

interface CountsChange extends LiveEvent {
  counts: Counts;
}

const CountsChangeRef = liveEvent<CountsChange>('CountsChange', 'The numbers, whenever one of them changes.');

builder.objectFields(CountsChangeRef, (t) => ({
  counts: t.field({
    type: CountsRef,
    description: 'The numbers as they are now.',
    resolve: ({ counts }) => counts,
  }),
}));

/** Counting reads whole tables: at most so often, however much happens. */
const atMostEveryMs = 1_000;

builder.subscriptionField('countsChanged', (t) =>
  t.field({
    type: CountsChangeRef,
    description: 'The numbers at the start, and then whenever one of them changes; at most once a second.',
    authScopes: { viewer: true, 'leads:read': true },
    args: { after: t.arg.string(afterOptions) },
    subscribe: (_root, { after }, context) => {
      let known = '';
      let countedAt = 0;
      const news = async (event: LiveEvent): Promise<CountsChange | null> => {
        const wait = countedAt + atMostEveryMs - Date.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        countedAt = Date.now();
        const counts = await countAll(context);
        const now = JSON.stringify(counts);
        if (now === known && !event.afresh) return null;
        known = now;
        return { ...event, counts };
      };
      return eventsOf<CountsChange>(context, after, {
        begin: news,
        make: async (changes) => {
          const last = changes.at(-1);
          return last ? [await news({ cursor: last.cursor, afresh: false })] : [];
        },
      });
    },
    resolve: (event) => event,
  }),
);
