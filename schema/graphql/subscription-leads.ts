import { sql } from 'kysely';
import type { ChangeNote } from '../database/live/changes.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { LeadRef } from './lead.ts';
import { filtered, LeadFilter, type LeadFilterInput } from './lead-filter.ts';
import { listedLeads } from './listed-leads.ts';
import { afterOptions, eventsOf, type LiveEvent, lastOfEach, liveEvent } from './live-events.ts';
import { read } from './rows.ts';

interface LeadChange extends LiveEvent {
  leadId: string | null;
  matches: boolean;
}

const LeadChangeRef = liveEvent<LeadChange>(
  'LeadChange',
  'That something of a lead changed, and the lead as it is now.',
);

builder.objectFields(LeadChangeRef, (t) => ({
  lead: t.field({
    type: LeadRef,
    nullable: true,
    description: 'The lead as it is now; null when everything is to be read anew.',
    resolve: ({ leadId }) => leadId,
  }),
  matches: t.exposeBoolean('matches', {
    description: 'Whether the filter still is true of the lead; where it is not, it leaves the list.',
  }),
}));

/** The leads of changes, by the lead that they are by now, as the viewer sees them; and whether a filter is true of them. */
const leadsNow = async (
  context: GraphqlContext,
  ids: readonly string[],
  filter: LeadFilterInput | null | undefined,
): Promise<Map<string, { id: string; matches: boolean }>> => {
  if (ids.length === 0) return new Map();
  const found = await read(context, async (tables) => {
    const roots = sql<{ asked: string; root: string }>`(
      select asked, lead_root(asked) as root from unnest(${ids}::uuid[]) as asked
    )`.as<'r'>(sql`r(asked, root)`);
    const seen = await tables
      .selectFrom('lead')
      .innerJoin(roots, (join) => join.onRef('lead.id', '=', sql.ref<string>('r.root')))
      .select(['lead.id', sql<string>`r.asked`.as('asked')])
      .execute();
    const inList = listedLeads(tables)
      .select('id')
      .where('id', 'in', [...seen.map(({ id }) => id), null as never]);
    const matching = new Set((await filtered(inList, filter).execute()).map(({ id }) => id));
    return seen.map(({ id, asked }) => [asked, { id, matches: matching.has(id) }] as const);
  });
  return new Map(found);
};

const ofLeads = (change: ChangeNote): string | null => (change.kind === 'turn' ? null : change.parentId);

builder.subscriptionField('leadsChanged', (t) =>
  t.field({
    type: LeadChangeRef,
    description:
      'Every lead of which something changes: itself, its calls, e-mails, messages, appointments, drafts or timeline. Several changes shortly after each other are one event.',
    authScopes: { viewer: true, 'leads:read': true },
    args: {
      filter: t.arg({ type: LeadFilter, description: 'Of which leads `matches` is true.' }),
      after: t.arg.string(afterOptions),
    },
    subscribe: (_root, { filter, after }, context) =>
      eventsOf<LeadChange>(context, after, {
        begin: async (start) => ({ ...start, leadId: null, matches: false }),
        make: async (changes) => {
          const last = lastOfEach(changes, ofLeads);
          const leads = await leadsNow(
            context,
            last.map(({ id }) => id),
            filter,
          );
          return last.map(({ id, cursor }) => {
            const lead = leads.get(id);
            return lead ? { cursor, afresh: false, leadId: lead.id, matches: lead.matches } : null;
          });
        },
      }),
    resolve: (event) => event,
  }),
);

builder.subscriptionField('leadChanged', (t) =>
  t.field({
    type: LeadChangeRef,
    description:
      'One lead, whenever something of it or of a lead that it took in changes. A lead that is merged goes on as the one that it is by then.',
    authScopes: { viewer: true, 'leads:read': true },
    args: {
      id: t.arg.id({ required: true, description: 'The global id of a lead.' }),
      after: t.arg.string(afterOptions),
    },
    subscribe: (_root, { id, after }, context) => {
      const asked = idOf('Lead', id);
      const now = async () => (asked ? (await leadsNow(context, [asked], null)).get(asked)?.id : undefined);
      return eventsOf<LeadChange>(context, after, {
        begin: async (start) => ({ ...start, leadId: (await now()) ?? null, matches: true }),
        make: async (changes) => {
          const last = lastOfEach(changes, ofLeads);
          if (last.length === 0 || !asked) return [];
          const [mine, leads] = [
            await now(),
            await leadsNow(
              context,
              last.map((one) => one.id),
              null,
            ),
          ];
          const cursor = last.findLast((one) => mine && leads.get(one.id)?.id === mine)?.cursor;
          return mine && cursor ? [{ cursor, afresh: false, leadId: mine, matches: true }] : [];
        },
      });
    },
    resolve: (event) => event,
  }),
);
