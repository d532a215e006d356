import { diffSettings } from '../../domain/tenant/diff-settings.ts';
import { writeSettings } from '../../domain/tenant/write-settings.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { pageCost } from './limits.ts';
import { loadOne } from './loaders.ts';
import { PolicyChangeRef } from './policy-change.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, read, source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { pageOfTenant } from './tenant-list.ts';

export const policyRows = source('tenant_policy', [
  ...['id', 'createdAt', 'version', 'source', 'settings', 'createdBy', 'remark', 'rolledBackTo'],
] as const);
export type PolicyRow = RowOf<typeof policyRows>;
const pageSize = 20;

export const PolicyRef = rowNode('Policy', policyRows);

/** What a version changed; nothing of the first, which has none before it. */
const changesOf = async (context: GraphqlContext, policy: PolicyRow) => {
  const before = await loadOne(
    context,
    'settings of version',
    String(policy.version - 1),
    async (versions) => {
      const rows = await read(context, (tables) =>
        tables
          .selectFrom('tenant_policy')
          .select(['version', 'source'])
          .where('version', 'in', versions.map(Number))
          .execute(),
      );
      return new Map(rows.map((row) => [String(row.version), row.source]));
    },
  );
  return before ? diffSettings(before, policy.source) : [];
};

builder.objectType(PolicyRef, {
  // staff and their addresses are settings
  authScopes: { admin: true },
  description: 'One version of the business’s settings. It is never changed, only followed by the next.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Its number; decisions name it.' }),
    source: t.expose('source', { type: 'JSON', description: 'The settings as they were written.' }),
    settings: t.expose('settings', {
      type: 'JSON',
      description:
        'The settings as they are in force: with the pace of a demonstration applied, if there is one.',
    }),
    yaml: t.string({
      description: 'The settings as they were written, as a tenant file has them.',
      resolve: ({ source: written }) => writeSettings(written),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is in force.' }),
    createdBy: t.exposeString('createdBy', {
      description:
        'Who made it: `staff:<key>`, `superAdmin:<id>`, or `file` for a tenant file that was loaded.',
    }),
    author: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'The member of staff who made it; null when it was somebody else.',
      resolve: ({ createdBy }, _args, context) =>
        staffByKey(context, /^staff:(.+)$/.exec(createdBy)?.[1] ?? null),
    }),
    remark: t.exposeString('remark', {
      nullable: true,
      description: 'Why, in the words of whoever made it.',
    }),
    rolledBackTo: t.exposeInt('rolledBackTo', {
      nullable: true,
      description: 'The version that was taken up again, if it was a roll-back.',
    }),
    changes: t.field({
      type: [PolicyChangeRef],
      description: 'What it changed of the version before; nothing of the first version.',
      resolve: (policy, _args, context) => changesOf(context, policy),
    }),
  }),
});

/** The version that is in force: the newest. */
export const policyInForce = (context: GraphqlContext): Promise<PolicyRow> =>
  read(context, (tables) =>
    tables
      .selectFrom('tenant_policy')
      .select(policyRows.columns)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  );

builder.queryField('policy', (t) =>
  t.field({
    type: PolicyRef,
    description: 'The business’s settings that are in force.',
    authScopes: { admin: true },
    resolve: (_root, _args, context) => policyInForce(context),
  }),
);

builder.queryField('policyVersions', (t) =>
  t.connection(
    {
      type: PolicyRef,
      description:
        'Every version of the business’s settings, the newest first: who made it, when, and what it changed.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: policyRows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'PolicyVersionConnection' },
    { name: 'PolicyVersionEdge' },
  ),
);
