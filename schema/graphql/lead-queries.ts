import { builder } from './builder.ts';
import { idOf } from './ids.ts';
import { LeadRef, leadRows, rootOf } from './lead.ts';
import { filtered, LeadFilter, searched } from './lead-filter.ts';
import { LeadSort, leadOrders } from './lead-sort.ts';
import { pageCost } from './limits.ts';
import { listedLeads } from './listed-leads.ts';
import { pageOf, type Slice, sliced } from './pages.ts';
import { read } from './rows.ts';

const pageSize = 20;

builder.queryField('lead', (t) =>
  t.field({
    type: LeadRef,
    nullable: true,
    description:
      'The lead with this id, or null when there is none for you. One that was merged is answered by the lead that it is by now.',
    authScopes: { viewer: true, 'leads:read': true },
    args: { id: t.arg.id({ required: true, description: 'The global id of a lead.' }) },
    resolve: async (_root, { id }, context) => {
      const leadId = idOf('Lead', id);
      return leadId && rootOf(context, leadId);
    },
  }),
);

builder.queryField('leads', (t) =>
  t.connection(
    {
      type: LeadRef,
      description: `The tenant's leads, newest first unless sorted otherwise; ${pageSize} unless asked for more.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(pageSize),
      args: {
        search: t.arg.string({
          description:
            'Words that are all found in the name, address, interest, summary, tags or answers of a lead, whatever their accents and case; or a part of one of their phone numbers as people write it, or of one of their e-mail addresses. Or words that all begin a word in one message with them or in one note about them.',
        }),
        filter: t.arg({ type: LeadFilter, description: 'Only these leads.' }),
        sort: t.arg({
          type: LeadSort,
          required: true,
          defaultValue: 'NEWEST',
          description: 'In which order. A cursor goes on in the order of its page only.',
        }),
      },
      resolve: (_root, { search, filter, sort, ...args }, context) => {
        const order = leadOrders[sort];
        const load = (slice: Slice) =>
          read(context, (tables) => {
            const leads = listedLeads(tables).select(leadRows.columns);
            return sliced(searched(filtered(leads, filter), search), order, slice).execute();
          });
        return pageOf(args, pageSize, load, order);
      },
    },
    { name: 'LeadConnection' },
    { name: 'LeadEdge' },
  ),
);
