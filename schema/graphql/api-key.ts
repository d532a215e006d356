import { sql } from 'kysely';
import { builder } from './builder.ts';
import { KeyScopeEnum } from './key-scope.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';
import { given, pageOfTenant } from './tenant-list.ts';

export const apiKeyRows = source('api_key', [
  ...['id', 'createdAt', 'name', 'scopes', 'lastFour', 'createdBy'],
  ...['expiresAt', 'revokedAt', 'revokedBy', 'lastUsedAt'],
] as const);
export type ApiKeyRow = RowOf<typeof apiKeyRows>;
const pageSize = 20;

export const ApiKeyRef = rowNode('ApiKey', apiKeyRows);

builder.objectType(ApiKeyRef, {
  // by `node` as well
  authScopes: { admin: true },
  description:
    'A key by which a system of the business asks, with what it may. The key itself is kept nowhere.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for, as it was named.' }),
    scopes: t.expose('scopes', { type: [KeyScopeEnum], description: 'What it may do.' }),
    lastFour: t.exposeString('lastFour', { description: 'The last four characters, to recognise it by.' }),
    inForce: t.boolean({
      description: 'Whether it is answered: neither revoked nor past its end.',
      resolve: ({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt.getTime() > Date.now()),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is there.' }),
    createdBy: t.exposeString('createdBy', {
      description: 'Who made it: `staff:<key>` or `superAdmin:<id>`.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null when it stands until it is revoked.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null when it was not.',
    }),
    revokedBy: t.exposeString('revokedBy', { nullable: true, description: 'Who revoked it.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was used last, to the minute; null when it never was.',
    }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.connection(
    {
      type: ApiKeyRef,
      description: `The keys of the business’s own systems, newest first; ${pageSize} unless asked for more.`,
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      args: {
        inForce: t.arg.boolean({
          description: 'Only those that are answered, or only those that are not any more.',
        }),
      },
      resolve: (_root, { inForce, ...args }, context) =>
        pageOfTenant(context, { source: apiKeyRows, orderedBy: 'createdAt', size: pageSize }, args, [
          given(
            inForce,
            (is) => sql<boolean>`(revoked_at is null and (expires_at is null or expires_at > now())) = ${is}`,
          ),
        ]),
    },
    { name: 'ApiKeyConnection' },
    { name: 'ApiKeyEdge' },
  ),
);
