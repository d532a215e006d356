import type { TenantSettings } from '../../../schema/contracts/tenant.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { tr } from './tr.ts';
import type { MailWords } from './words.ts';

/** The fixed words of our e-mails, by language. Another language is one more file and one line here. */
export const mailWords = { en, de, tr } satisfies Record<string, MailWords>;
export type MailLanguage = keyof typeof mailWords;

type Speaks = Pick<TenantSettings['profile'], 'language' | 'languages'>;

const known = (language: string): MailLanguage | null => {
  const base = language.toLowerCase().split('-')[0] ?? '';
  return Object.hasOwn(mailWords, base) ? (base as MailLanguage) : null;
};

/** The language of e-mails to staff: the tenant's, as far as we have words for it. */
export const staffMailLanguage = ({ language }: Speaks): MailLanguage => known(language) ?? 'en';

/** The language of e-mails to a lead: their own if the tenant speaks it, the tenant's otherwise. */
export const leadMailLanguage = (leadLanguage: string, profile: Speaks): MailLanguage => {
  const own = known(leadLanguage);
  const spoken = profile.languages.map(known);
  return own && spoken.includes(own) ? own : staffMailLanguage(profile);
};
