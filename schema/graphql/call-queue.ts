import { Lead } from '../database/leads/entities.ts';
import { type WaitingCall, waitingCalls } from '../database/routing/call-turns.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import { LeadRef } from './lead.ts';
import { atMostOnePage, pageCost } from './limits.ts';

const QueuedCallRef = builder.objectRef<WaitingCall>('QueuedCall').implement({
  description: 'A call that may be placed and waits for its turn.',
  fields: (t) => ({
    lead: t.field({ type: LeadRef, description: 'Whom it is for.', resolve: ({ leadId }) => leadId }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it waits.' }),
    expectedAt: t.expose('expectedAt', { type: 'DateTime', description: 'When it is probably placed.' }),
    ahead: t.exposeInt('ahead', {
      description: 'How many calls are before it, those of other businesses on the same account included.',
    }),
  }),
});

const CallQueueRef = builder.objectRef<WaitingCall[]>('CallQueue').implement({
  description: 'The calls that wait because the vendor’s account may place only so many a second.',
  fields: (t) => ({
    waiting: t.int({ description: 'How many of your calls wait.', resolve: (calls) => calls.length }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when the first of them waits; null when none does.',
      resolve: ([first]) => first?.since ?? null,
    }),
    calls: t.field({
      type: [QueuedCallRef],
      description: 'The calls in their order, at most a page of them.',
      complexity: pageCost(20),
      args: { first: t.arg.int({ defaultValue: 20, description: 'How many at most.' }) },
      resolve: (calls, { first }) => atMostOnePage(calls.slice(0, Math.max(0, first ?? 20))),
    }),
  }),
});

builder.queryField('callQueue', (t) =>
  t.field({
    type: CallQueueRef,
    description: 'The calls that wait for their turn.',
    authScopes: { viewer: true, 'leads:read': true },
    resolve: (_root, _args, context) => {
      const { tenantId } = signedIn(context);
      return context.db.inTenant(tenantId, async (tx) => {
        const calls = await waitingCalls(tx, tenantId);
        // the queue lies outside the tenant's tables: whose leads the viewer may see is asked here
        const ids = calls.map(({ leadId }) => leadId);
        const leads = await tx.find(Lead, { id: { $in: ids } }, { fields: ['id'] });
        const seen = new Set(leads.map(({ id }) => id));
        return calls.filter(({ leadId }) => seen.has(leadId));
      });
    },
  }),
);
