import { sql } from 'kysely';
import { suppressionReasons, suppressionScopes } from '../contracts/suppression.ts';
import { liftSuppression } from '../database/leads/lift-suppression.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { note } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, Mendable, NotFound, NotFoundRef } from './command-result.ts';
import { idOf } from './ids.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { given, pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

// without the hash: it says nothing to people
const rows = source('suppression', [
  ...['id', 'createdAt', 'kind', 'scope', 'reason', 'leadId', 'causedBy'],
  ...['liftedAt', 'liftedBy', 'liftedBecause'],
] as const);
const pageSize = 20;

const Kind = wordsEnum('SuppressionKind', 'What is blocked.', ['phone', 'email']);
const Scope = wordsEnum(
  'SuppressionScope',
  'How far it goes: `MARKETING` leaves what somebody asked for or booked.',
  suppressionScopes,
);
const Reason = wordsEnum('SuppressionReason', 'Why it is blocked.', suppressionReasons);

const SuppressionRef = rowNode('Suppression', rows);

builder.objectType(SuppressionRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'A number or an address that is not used any more. Only its keyed hash is kept.',
  fields: (t) => ({
    kind: t.expose('kind', { type: Kind, description: 'What is blocked.' }),
    scope: t.expose('scope', { type: Scope, description: 'How far it goes.' }),
    reason: t.expose('reason', { type: Reason, description: 'Why.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What led to it.' }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'Whose it was; null when nobody was known by it.',
      resolve: ({ leadId }) => leadId,
    }),
    liftedAt: t.expose('liftedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When an admin lifted it; null while it is in force.',
    }),
    liftedBy: t.exposeString('liftedBy', { nullable: true, description: 'The key of whoever lifted it.' }),
    liftedBecause: t.exposeString('liftedBecause', { nullable: true, description: 'Why it was lifted.' }),
  }),
});

builder.queryField('suppressions', (t) =>
  t.connection(
    {
      type: SuppressionRef,
      description: 'Whom nobody contacts any more, newest first.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      args: {
        inForce: t.arg.boolean({ description: 'Only those in force, or only those that were lifted.' }),
      },
      resolve: (_root, { inForce, ...args }, context) =>
        pageOfTenant(context, { source: rows, orderedBy: 'createdAt', size: pageSize }, args, [
          given(inForce, (is) =>
            is ? sql<boolean>`lifted_at is null` : sql<boolean>`lifted_at is not null`,
          ),
        ]),
    },
    { name: 'SuppressionConnection' },
    { name: 'SuppressionEdge' },
  ),
);

const LiftSuppressionInput = builder.inputType('LiftSuppressionInput', {
  description: 'Which number or address may be used again, and why.',
  fields: (t) => ({
    suppressionId: t.id({ required: true, description: 'The global id of the suppression.' }),
    reason: t.string({ required: true, description: 'Why: kept with it.' }),
  }),
});

const ResultRef = builder.unionType('LiftSuppressionResult', {
  description: 'The suppression as it is now, or what has to be mended.',
  types: [SuppressionRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : SuppressionRef;
  },
});

builder.mutationField('liftSuppression', (t) =>
  t.field({
    type: ResultRef,
    description:
      'Lets a number or an address be used again that bounced, complained or unsubscribed. An opt-out stays: only the person takes it back. A second call changes nothing.',
    authScopes: { admin: true },
    args: {
      input: t.arg({ type: LiftSuppressionInput, required: true, description: 'Which, and why.' }),
    },
    resolve: async (_root, { input }, context) => {
      const { tenantId } = signedIn(context);
      try {
        const because = note('reason', input.reason);
        if (!because) throw new Mendable(new InvalidInput('reason', 'why it may be used again'));
        const id = idOf('Suppression', input.suppressionId);
        if (!id) throw new Mendable(new InvalidInput('suppressionId', 'the global id of a suppression'));
        const lifted = await context.db.inTenant(tenantId, (tx) =>
          liftSuppression(tx, { id, by: actorOf(context), because }),
        );
        if (lifted === 'unknown') return new NotFound('Suppression');
        if (lifted === 'optedOut')
          return new InvalidInput('suppressionId', 'one that is no opt-out: only the person takes that back');
        forgetLoaded(context);
        const [row] = await rowsById(context, rows, [id]);
        return row ?? new NotFound('Suppression');
      } catch (failure) {
        if (failure instanceof Mendable) return failure.answer;
        throw failure;
      }
    },
  }),
);
