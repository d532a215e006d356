/** The steps of a journey, see `docs/journeys.md`. */
export const steps = [
  'intake',
  'call',
  'summarise',
  'schedule',
  'attend',
  'followUp',
  'rest',
  'closed',
] as const;
export type Step = (typeof steps)[number];

export const leadStatuses = [
  'new',
  'contacted',
  'qualified',
  'appointment',
  'converted',
  'lost',
  'unreachable',
  'opted_out',
] as const;
export type LeadStatus = (typeof leadStatuses)[number];
