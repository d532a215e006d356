import { sql } from 'kysely';
import { builder } from './builder.ts';
import type { Order } from './pages.ts';

export const LeadSort = builder.enumType('LeadSort', {
  description: 'In which order leads are listed; leads of one place are ordered by id.',
  values: {
    NEWEST: { description: 'Whoever came last is first.' },
    UPDATED: {
      description: 'Whose data changed last is first. A lead that changes meanwhile moves to the front.',
    },
    SCORE: { description: 'The most promising first, those without a score at the end.' },
    NEXT_ACTION: {
      description: 'Whose next action is due soonest first, those for whom nothing is planned at the end.',
    },
  } as const,
});
type LeadSortName = typeof LeadSort.$inferType;

/**
 * Each expression is that of an index on `lead`, to the letter: else PostgreSQL would sort the tenant's leads. A `case`, since
 * it takes `coalesce` for something that might leak and would not use its index under row-level security.
 */
export const leadOrders: Record<LeadSortName, Order> = {
  NEWEST: { name: 'NEWEST', type: 'timestamptz', by: sql`created_at` },
  UPDATED: { name: 'UPDATED', type: 'timestamptz', by: sql`updated_at` },
  SCORE: { name: 'SCORE', type: 'integer', by: sql`case when score is null then -1 else score end` },
  NEXT_ACTION: {
    name: 'NEXT_ACTION',
    type: 'timestamptz',
    by: sql`case when next_action_at is null then '9999-12-31T00:00:00Z'::timestamptz else next_action_at end`,
    ascending: true,
  },
};
