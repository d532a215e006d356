import { sql } from 'kysely';
import { builder } from './builder.ts';
import { EmailRef, EmailState, emails, RecipientKind } from './email.ts';
import { pageCost } from './limits.ts';
import { given, ofLead, oneOf, pageOfTenant, within } from './tenant-list.ts';

const EmailFilter = builder.inputType('EmailFilter', {
  description: 'Which e-mails: those of which all that is given here is true.',
  fields: (t) => ({
    createdFrom: t.field({ type: 'DateTime', description: 'Written at this instant or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Written before this instant.' }),
    state: t.field({ type: [EmailState], description: 'In one of these states.' }),
    template: t.stringList({ description: 'One of these e-mails of ours: `reminderLead`.' }),
    recipientKind: t.field({ type: RecipientKind, description: 'To leads, or to staff.' }),
    leadId: t.id({ description: 'About this lead, by its global id, or about one that it took in.' }),
  }),
});

builder.queryField('emails', (t) =>
  t.connection(
    {
      type: EmailRef,
      description: `The e-mails of the business, newest first; ${emails.size} unless asked for more.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(emails.size),
      args: { filter: t.arg({ type: EmailFilter, description: 'Only these e-mails.' }) },
      resolve: (_root, { filter, ...args }, context) => {
        const { createdFrom, createdBefore, state, template, recipientKind, leadId } = filter ?? {};
        return pageOfTenant(context, emails, args, [
          ...within('createdAt', createdFrom, createdBefore),
          oneOf('state', state),
          oneOf('template', template),
          given(recipientKind, (kind) => sql<boolean>`${sql.ref('recipientKind')} = ${kind}`),
          ofLead(leadId),
        ]);
      },
    },
    { name: 'EmailConnection' },
    { name: 'EmailEdge' },
  ),
);
