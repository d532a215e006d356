import type { LeadStatus } from '../../schema/contracts/steps.ts';

const active: readonly LeadStatus[] = [
  'contacted',
  'qualified',
  'appointment',
  'converted',
  'lost',
  'unreachable',
];

/** To which status a lead may change from each. An opt-out is final: only a person's own new enquiry ends it. */
const allowed: Record<LeadStatus, readonly LeadStatus[]> = {
  new: [...active, 'opted_out'],
  contacted: [...active, 'opted_out'],
  qualified: [...active, 'opted_out'],
  appointment: [...active, 'opted_out'],
  converted: ['lost', 'opted_out'],
  lost: ['new', ...active, 'opted_out'],
  unreachable: ['new', ...active, 'opted_out'],
  opted_out: [],
};

/** Whether a lead's status may change so. Staying as it is is always allowed and changes nothing. */
export const mayChangeStatus = (from: LeadStatus, to: LeadStatus): boolean =>
  from === to || allowed[from].includes(to);

const rank: Partial<Record<LeadStatus, number>> = {
  new: 0,
  contacted: 1,
  qualified: 2,
  appointment: 3,
  converted: 4,
};

/** The status that the journey itself may set: forward on the way, never back to an earlier one. */
export const advanceStatus = (from: LeadStatus, to: LeadStatus): LeadStatus => {
  const [before, after] = [rank[from], rank[to]];
  if (before !== undefined && after !== undefined && after < before) return from;
  return mayChangeStatus(from, to) ? to : from;
};
