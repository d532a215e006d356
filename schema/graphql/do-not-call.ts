import { GraphQLError } from 'graphql';
import { normalisePhone } from '../../domain/leads/phone.ts';
import { addDoNotCall, removeDoNotCall } from '../database/leads/do-not-call.ts';
import { tenantInForce } from '../database/tenants/policy.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { rowsById } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { read, source } from './rows.ts';

const rows = source('do_not_call', [
  ...['id', 'createdAt', 'number', 'reason', 'addedBy', 'removedAt', 'removedBy', 'removedBecause'],
] as const);

const DoNotCallRef = rowNode('DoNotCallEntry', rows);

builder.objectType(DoNotCallRef, {
  extensions: openToKeys('leads:read'),
  description: 'A number that is not called, whoever it belongs to; kept when it is taken off the list.',
  fields: (t) => ({
    number: t.exposeString('number', { description: 'The number (E.164).' }),
    reason: t.exposeString('reason', { description: 'Why it is on the list.' }),
    addedBy: t.exposeString('addedBy', { description: 'Who put it there, by key.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.' }),
    removedAt: t.expose('removedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken off.',
    }),
    removedBy: t.exposeString('removedBy', { nullable: true, description: 'Who took it off, by key.' }),
    removedBecause: t.exposeString('removedBecause', {
      nullable: true,
      description: 'Why it was taken off.',
    }),
  }),
});

const longestList = 500;

builder.queryField('doNotCall', (t) =>
  t.field({
    type: [DoNotCallRef],
    description: 'The numbers that are not called, newest first, 500 at most.',
    authScopes: { viewer: true, 'leads:read': true },
    args: {
      removed: t.arg.boolean({
        defaultValue: false,
        description: 'Those that were taken off the list as well.',
      }),
    },
    resolve: (_root, { removed }, context) =>
      read(context, (tables) => {
        const all = tables.selectFrom('do_not_call').select(rows.columns);
        const wanted = removed ? all : all.where('removedAt', 'is', null);
        return wanted.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(longestList).execute();
      }),
  }),
);

const DoNotCallInput = builder.inputType('DoNotCallInput', {
  description: 'A number, and why.',
  fields: (t) => ({
    number: t.string({ required: true, description: 'The number, as people write it.' }),
    reason: t.string({ required: true, description: 'Why, as staff will read it.' }),
  }),
});

const invalid = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const change = (
  context: GraphqlContext,
  { number, reason }: { number: string; reason: string },
  apply: typeof addDoNotCall | typeof removeDoNotCall,
) => {
  const { tenantId } = signedIn(context);
  const why = reason.trim();
  if (why === '' || why.length > 200) throw invalid('reason: expected 1 to 200 characters');
  return context.db.inTenant(tenantId, async (tx) => {
    const { settings } = await tenantInForce(tx, tenantId);
    const phone = normalisePhone(number, settings.profile.country);
    if (!phone) throw invalid('number: expected a phone number');
    return apply(tx, { tenantId, number: phone.number, reason: why, by: actorOf(context) });
  });
};

const entry = async (context: GraphqlContext, id: string) => (await rowsById(context, rows, [id]))[0];

builder.mutationField('addToDoNotCall', (t) =>
  t.field({
    type: DoNotCallRef,
    nullable: true,
    description: 'Puts a number on the do-not-call list. One that is on it stays as it is.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: DoNotCallInput, required: true, description: 'Which number, and why.' }) },
    resolve: async (_root, { input }, context) =>
      entry(context, String(await change(context, input, addDoNotCall))),
  }),
);

builder.mutationField('removeFromDoNotCall', (t) =>
  t.field({
    type: DoNotCallRef,
    nullable: true,
    description: 'Takes a number off the do-not-call list; null when it was not on it.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: DoNotCallInput, required: true, description: 'Which number, and why.' }) },
    resolve: async (_root, { input }, context) => {
      const id = await change(context, input, removeDoNotCall);
      return id ? entry(context, id) : null;
    },
  }),
);
