import { builder } from './builder.ts';
import { idOf } from './ids.ts';
import { LeadRef, LeadStatusEnum, leadRows, StepEnum } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOf, sliced } from './pages.ts';
import { read } from './rows.ts';

const pageSize = 20;

builder.queryField('lead', (t) =>
  t.field({
    type: LeadRef,
    nullable: true,
    description: 'The lead with this id, or null when there is none for you.',
    authScopes: { viewer: true },
    args: { id: t.arg.id({ required: true, description: 'The global id of a lead.' }) },
    resolve: (_root, { id }) => idOf('Lead', id),
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
      },
      resolve: (_root, { status, step, ...args }, context) =>
        pageOf(args, pageSize, (slice) =>
          read(context, (tables) => {
            let leads = tables.selectFrom('lead').select(leadRows.columns);
            if (status) leads = leads.where('status', '=', status);
            if (step) leads = leads.where('step', '=', step);
            return sliced(leads, 'createdAt', slice).execute();
          }),
        ),
    },
    { name: 'LeadConnection' },
    { name: 'LeadEdge' },
  ),
);
