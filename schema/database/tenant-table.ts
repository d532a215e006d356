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
