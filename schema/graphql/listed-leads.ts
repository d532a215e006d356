import type { Rows } from './rows.ts';

/** The leads that lists show and count: whoever was merged as the lead that they are by now, whoever is forgotten not at all. */
export const listedLeads = (tables: Rows) =>
  tables.selectFrom('lead').where('mergedInto', 'is', null).where('erasedAt', 'is', null);
