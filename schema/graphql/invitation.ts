import { sql } from 'kysely';
import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { RoleEnum } from './staff-user.ts';
import { given, pageOfTenant } from './tenant-list.ts';

export const invitationRows = source('invitation', [
  ...['id', 'createdAt', 'linkId', 'email', 'name', 'role', 'calendar', 'staffKey', 'invitedBy', 'rounds'],
  ...['acceptedAt', 'withdrawnAt'],
] as const);
const pageSize = 20;

export const InvitationRef = rowNode('Invitation', invitationRows);

builder.objectType(InvitationRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'Somebody who was asked to work with the business, and becomes one of its staff by accepting.',
  fields: (t) => ({
    email: t.exposeString('email', { description: 'Where it was sent, and what they will sign in with.' }),
    name: t.exposeString('name', { description: 'The full name.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What they will be allowed to do.' }),
    calendar: t.exposeString('calendar', {
      nullable: true,
      description: 'The mailbox that will hold their appointments; null for people without appointments.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it stands.' }),
    invitedBy: t.exposeString('invitedBy', { description: 'Who invited: `staff:<key>`, for example.' }),
    timesSent: t.exposeInt('rounds', { description: 'How often it was sent.' }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was accepted; null when it was not.',
    }),
    withdrawnAt: t.expose('withdrawnAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back; null when it was not.',
    }),
  }),
});

builder.queryField('invitations', (t) =>
  t.connection(
    {
      type: InvitationRef,
      description: `Who was invited, newest first; ${pageSize} unless asked for more.`,
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      args: {
        open: t.arg.boolean({
          description: 'Only those that are neither accepted nor taken back, or only the others.',
        }),
      },
      resolve: (_root, { open, ...args }, context) =>
        pageOfTenant(context, { source: invitationRows, orderedBy: 'createdAt', size: pageSize }, args, [
          given(open, (is) => sql<boolean>`(accepted_at is null and withdrawn_at is null) = ${is}`),
        ]),
    },
    { name: 'InvitationConnection' },
    { name: 'InvitationEdge' },
  ),
);
