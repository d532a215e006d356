import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import { isOpen } from '../time/zoned.ts';

type Reachable = StaffMember & { phone: string };

/** Who may be asked to take a lead over at an instant, in the tenant's order, without those who were asked already. */
export const staffToAsk = (
  { talk, calling, profile, staff }: TenantSettings,
  now: string,
  asked: readonly (string | null)[] = [],
): Reachable[] => {
  const { handOver } = talk;
  if (!handOver) return [];
  const hours = { windows: handOver.windows ?? calling.windows, holidays: calling.holidays };
  if (!isOpen(hours, profile.timeZone, now)) return [];
  return handOver.to
    .filter((key) => !asked.includes(key))
    .flatMap((key) => staff.filter((member): member is Reachable => member.key === key && !!member.phone));
};

/** How long the phone of a member of staff rings. */
export const handOverRingTimeout = ({ talk }: TenantSettings): string =>
  talk.handOver?.ringTimeout ?? '20 seconds';

/** How long people may speak with each other after a hand-over. */
export const longestHandOver = '1 hour';

interface Words {
  from: (business: string, name: string) => string;
  interest: (interest: string) => string;
  reason: (reason: string) => string;
  keys: string;
}

const words: Record<string, Words> = {
  en: {
    from: (business, name) => `A call of ${business}: ${name || 'a lead'} would like to speak with you.`,
    interest: (interest) => `Interest: ${interest}.`,
    reason: (reason) => `It is about: ${reason}.`,
    keys: 'Press 1 to take the call, or any other key to decline.',
  },
  de: {
    from: (business, name) =>
      `Ein Anruf von ${business}: ${name || 'Ein Interessent'} möchte mit Ihnen sprechen.`,
    interest: (interest) => `Interesse: ${interest}.`,
    reason: (reason) => `Es geht um: ${reason}.`,
    keys: 'Drücken Sie die 1, um das Gespräch anzunehmen, oder eine andere Taste, um abzulehnen.',
  },
  tr: {
    from: (business, name) => `${business} araması: ${name || 'bir müşteri'} sizinle görüşmek istiyor.`,
    interest: (interest) => `İlgi: ${interest}.`,
    reason: (reason) => `Konu: ${reason}.`,
    keys: 'Görüşmeyi almak için 1’e, reddetmek için başka bir tuşa basın.',
  },
};

/** What a member of staff hears before the lead is connected: a few sentences, in the tenant's own language. */
export const briefingFor = (
  { profile, form, talk }: TenantSettings,
  lead: { name: string | null; interest: string | null },
  { answers, reason }: { answers: Record<string, string>; reason: string | null },
): string => {
  const {
    from,
    interest,
    reason: about,
    keys,
  } = words[profile.language.split('-')[0] ?? ''] ?? (words.en as Words);
  const label = form.interests.find(({ value }) => value === lead.interest)?.label ?? lead.interest;
  const told = talk.questions.flatMap(({ id }) => (answers[id] ? [`${id}: ${answers[id]}.`] : []));
  const parts = [
    from(profile.name, lead.name ?? ''),
    label && interest(label),
    ...told,
    reason && about(reason),
    keys,
  ];
  return parts.filter(Boolean).join(' ').slice(0, 1_000);
};
