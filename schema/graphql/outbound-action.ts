import { erased, outboundKinds, outboundStates } from '../contracts/ledger.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOf, pageOfLead, sliced } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, type Rows, read, source } from './rows.ts';
import { wordsEnum } from './words.ts';

// never the payload nor the vendor's answers: they are the vendor's words and stay in the row
export const actionRows = source('outbound', [
  ...['id', 'leadId', 'createdAt', 'key', 'kind', 'vendor', 'state', 'reason', 'attempt', 'vendorId'],
  ...['firstSentAt', 'settledAt', 'causedBy'],
] as const);
const list = { source: actionRows, orderedBy: 'createdAt', size: 20 } as const;

const OutboundKind = wordsEnum('OutboundKind', 'What was asked of a vendor.', outboundKinds);
const OutboundState = wordsEnum(
  'OutboundState',
  'How far an action came; `UNKNOWN` means that it may have happened and is being looked into.',
  outboundStates,
);

export const OutboundActionRef = rowNode('OutboundAction', actionRows);

builder.objectType(OutboundActionRef, {
  extensions: openToKeys('leads:read'),
  description: 'An entry of the ledger: something that was asked of a vendor, once.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its natural key, made of what it is about.' }),
    kind: t.expose('kind', { type: OutboundKind, description: 'What was asked.' }),
    vendor: t.exposeString('vendor', { description: 'Of whom.' }),
    state: t.expose('state', { type: OutboundState, description: 'How far it came.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is so, as a code.' }),
    attempts: t.exposeInt('attempt', { description: 'How often it was tried.' }),
    vendorId: t.exposeString('vendorId', {
      nullable: true,
      description: 'The vendor’s id of what came of it.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned.' }),
    firstSentAt: t.expose('firstSentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was first sent.',
    }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its end was known.',
    }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'Whom it is about.',
      resolve: ({ leadId }) => leadId,
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it.' }),
  }),
});

builder.objectField(LeadRef, 'actions', (t) =>
  t.connection({
    type: OutboundActionRef,
    description: 'What was asked of vendors for the lead, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);

/**
 * Actions of which a person has to say whether they were done. Whoever holds a lease is still finding out, and of somebody
 * who is forgotten nobody asks any more.
 */
export const inDoubt = (tables: Rows) =>
  tables
    .selectFrom('outbound')
    .where('state', '=', 'unknown')
    .where((where) => where.or([where('leaseUntil', 'is', null), where('leaseUntil', '<', new Date())]))
    .where((where) => where.or([where('reason', 'is', null), where('reason', '<>', erased)]));

type Shown = RowOf<typeof actionRows> & { exactAt: string };

builder.queryField('actionsInDoubt', (t) =>
  t.connection(
    {
      type: OutboundActionRef,
      description:
        'What nobody knows of whether it was done, newest first; `settleUnknown` says what became of it.',
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(list.size),
      resolve: (_root, args, context) =>
        pageOf<Shown>(
          args,
          list.size,
          (slice) =>
            read(context, (tables) => {
              const open = inDoubt(tables).select(actionRows.columns);
              // one table stands for all in the type of `sliced`
              return sliced(
                open as unknown as Parameters<typeof sliced>[0],
                'createdAt',
                slice,
              ).execute() as Promise<unknown>;
            }) as Promise<Shown[]>,
        ),
    },
    { name: 'ActionInDoubtConnection' },
    { name: 'ActionInDoubtEdge' },
  ),
);
