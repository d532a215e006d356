import { p } from '@mikro-orm/core';
import type { Cause } from '../contracts/ids.ts';
import { uuidV7 } from './uuid-v7.ts';

// an unset variable must mean "no rows", not an error: hence nullif
const ownRows = (columns: Record<string, string>): string =>
  `${columns.tenantId} = nullif(current_setting('app.tenant', true), '')::uuid`;

/** Spread into every entity of a tenant: forced row-level security, and the same condition as a filter of the ORM. */
export const tenantTable = {
  rowLevelSecurity: 'force' as const,
  policies: [{ name: 'tenant', using: ownRows, check: ownRows }],
  filters: {
    tenant: { name: 'tenant', cond: (args: { id?: string }) => ({ tenantId: args.id }), default: true },
  },
};

/** Whom the policies `seen` bind: agents who see only their own leads and those of nobody. See `Database.inTenant`. */
export const agentRole = 'leadline_agent';

/** Spread in place of `tenantTable` where rows are for whoever sees what this condition asks for. */
export const seenWhere = (condition: string) => ({
  ...tenantTable,
  policies: [
    ...tenantTable.policies,
    {
      ...{ name: 'seen', type: 'restrictive' as const, roles: [agentRole] },
      ...{ using: condition, check: condition },
    },
  ],
});

/** Of a table whose rows hang on a row of another: whoever sees that one sees them. */
export const seenWith = (table: string, column: string, parent: string) =>
  seenWhere(`exists (select 1 from ${parent} p where p.id = ${table}.${column})`);

/** Of a table with a `lead_id`: whoever sees the lead sees its rows. */
export const leadTable = (table: string) => seenWith(table, 'lead_id', 'lead');

/** The same where some rows belong to no lead: everybody sees those. */
export const perhapsLeadTable = (table: string) =>
  seenWhere(`lead_id is null or exists (select 1 from lead p where p.id = ${table}.lead_id)`);

/** The columns that every tenant's table has. */
export const tenantColumns = () => ({
  id: p
    .uuid()
    .primary()
    .onCreate(() => uuidV7()),
  tenantId: p.uuid(),
  createdAt: p
    .datetime(6)
    .onCreate(() => new Date())
    .defaultRaw('now()'),
});

/** What made this row: on every row that says that something happened. */
export const causedBy = () => p.json<Cause>().$type<Cause>();
