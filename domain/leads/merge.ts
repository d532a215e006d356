import type { LeadStatus } from '../../schema/contracts/steps.ts';

/** What decides which of two leads remains. */
export interface Merging {
  id: string;
  createdAt: string;
  running: boolean;
  appointmentAt: string | null;
}

type Ranked = (lead: Merging) => number;

const earliest = (at: string | null): number => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at));

// in this order; the first that tells the two apart decides
const ranks: Ranked[] = [
  ({ running }) => (running ? 0 : 1),
  ({ appointmentAt }) => earliest(appointmentAt),
  ({ createdAt }) => Date.parse(createdAt),
];

/**
 * Which of two leads remains: the one whose journey runs, then the one with the sooner appointment, then the older one.
 * The answer does not depend on the order in which they are named.
 */
export const whoRemains = <L extends Merging>(a: L, b: L): { remains: L; absorbed: L } => {
  for (const rank of ranks) {
    const [first, second] = [rank(a), rank(b)];
    if (first < second) return { remains: a, absorbed: b };
    if (second < first) return { remains: b, absorbed: a };
  }
  return a.id < b.id ? { remains: a, absorbed: b } : { remains: b, absorbed: a };
};

/** How far a person has come, of two statuses: what was reached once is not lost, and an opt-out holds for both. */
const furthest: LeadStatus[] = [
  'new',
  'unreachable',
  'contacted',
  'lost',
  'qualified',
  'appointment',
  'converted',
  'opted_out',
];
export const mergedStatus = (a: LeadStatus, b: LeadStatus): LeadStatus =>
  furthest.indexOf(a) >= furthest.indexOf(b) ? a : b;

/** What is known of a person: words that the lead that remains lacks are taken from the one it takes in. */
export const mergedPerson = <P extends object>(
  remains: P,
  absorbed: P,
  fields: readonly (keyof P)[],
): Partial<P> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const missing = remains[field] === null || remains[field] === undefined;
      return missing && absorbed[field] != null ? [[field, absorbed[field]]] : [];
    }),
  ) as Partial<P>;

export const mergeRules = { whoRemains, mergedStatus, mergedPerson };
