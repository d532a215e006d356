import { builder } from './builder.ts';
import { idOf } from './ids.ts';
import { LeadRef, LeadStatusEnum, leadRows, rootOf, StepEnum } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOf, sliced } from './pages.ts';
import { read } from './rows.ts';

const pageSize = 20;

builder.queryField('lead', (t) =>
  t.field({
    type: LeadRef,
    nullable: true,
    description:
      'The lead with this id, or null when there is none for you. One that was merged is answered by the lead that it is by now.',
    authScopes: { viewer: true },
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
      description: `The tenant's leads, newest first; ${pageSize} unless asked for more.`,
      authScopes: { viewer: true },
      complexity: pageCost(pageSize),
      args: {
        status: t.arg({ type: LeadStatusEnum, description: 'Only leads of this status.' }),
        step: t.arg({ type: StepEnum, description: 'Only leads in this step.' }),
        assignedTo: t.arg.string({
          description: 'Only leads that the member of staff with this key looks after.',
        }),
      },
      resolve: (_root, { status, step, assignedTo, ...args }, context) =>
        pageOf(args, pageSize, (slice) =>
          read(context, (tables) => {
            // whoever was merged is shown by the lead that remains
            let leads = tables.selectFrom('lead').select(leadRows.columns).where('mergedInto', 'is', null);
            if (status) leads = leads.where('status', '=', status);
            if (step) leads = leads.where('step', '=', step);
            if (assignedTo) leads = leads.where('assignedTo', '=', assignedTo);
            return sliced(leads, 'createdAt', slice).execute();
          }),
        ),
    },
    { name: 'LeadConnection' },
    { name: 'LeadEdge' },
  ),
);
