import type { AssignmentSettings, TenantSettings } from '../../schema/contracts/tenant.ts';

/** What is known of a person when somebody is to look after them. */
export interface ToAssign {
  interest: string | null;
  language: string | null;
  /** ISO 3166 alpha-2 of the person, or of the phone number */
  country: string | null;
}

/** The country that rules are about: of the number, or as a code in what the person wrote. */
export const countryOf = (
  { country, phoneCountry }: { country: string | null; phoneCountry: string | null },
  { profile }: Pick<TenantSettings, 'profile'>,
): string => (country && /^[A-Z]{2}$/.test(country) ? country : (phoneCountry ?? profile.country));

const nobody: AssignmentSettings = { rules: [], otherwise: 'nobody' };

/**
 * Among whom of staff a new lead is given out: by the first rule that fits, otherwise among the agents, or
 * nobody. Who is not of the staff any more is left out, and a rule whose people have all left fits no more. Empty:
 * nobody looks after the lead.
 */
export const assignmentPool = (
  { assignment = nobody, staff }: Pick<TenantSettings, 'assignment' | 'staff'>,
  person: ToAssign,
): string[] => {
  const present = new Set(staff.map(({ key }) => key));
  for (const { when, to } of assignment.rules) {
    const fits = Object.entries(when).every(([what, wanted]) => person[what as keyof ToAssign] === wanted);
    const able = to.filter((key) => present.has(key));
    if (fits && able.length > 0) return [...new Set(able)].toSorted();
  }
  if (assignment.otherwise === 'nobody') return [];
  return staff
    .filter(({ role }) => role === 'agent')
    .map(({ key }) => key)
    .toSorted();
};

/** The same as a rule over a lead's columns: their own country counts before their number's. */
export const assignmentRule =
  (settings: Pick<TenantSettings, 'assignment' | 'staff'>) =>
  (lead: {
    interest?: string | null | undefined;
    language: string;
    country?: string | null | undefined;
    phoneCountry?: string | null | undefined;
  }): string[] =>
    assignmentPool(settings, {
      interest: lead.interest ?? null,
      language: lead.language,
      country: lead.country ?? lead.phoneCountry ?? null,
    });
