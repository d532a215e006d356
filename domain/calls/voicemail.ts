import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { firstNameOf } from '../talk/brief.ts';
import { fillIn } from '../tenant/fill-in.ts';

// what a machine is told when the tenant's file has no words of its own in the lead's language
const ownWords: Record<string, string> = {
  en: 'Hello {{firstName}}, this is {{agentName}}, the digital assistant of {{business}}. You asked us to call you. We will try again, and you can call this number at any time. Goodbye.',
  de: 'Hallo {{firstName}}, hier ist {{agentName}}, der digitale Assistent von {{business}}. Sie hatten um einen Anruf gebeten. Wir versuchen es noch einmal, und Sie erreichen uns jederzeit unter dieser Nummer. Auf Wiederhören.',
  tr: 'Merhaba {{firstName}}, ben {{business}} dijital asistanı {{agentName}}. Sizi aramamızı istemiştiniz. Yeniden arayacağız; dilediğiniz zaman bu numarayı arayabilirsiniz. Hoşça kalın.',
};

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? language;

/** The words of this language: exactly, or of its primary tag. */
const inLanguage = (texts: Record<string, string>, language: string): string | undefined =>
  texts[language] ?? texts[primary(language)];

/** Whether an answering machine gets a message: unless the tenant's file says otherwise, it does. */
export const leavesMessages = ({ voicemail }: TenantSettings['calling']): boolean =>
  voicemail?.enabled ?? true;

/**
 * What an answering machine is told: the tenant's words in the lead's language, else ours in it, else the tenant's own
 * language. Null when the tenant leaves no messages.
 */
export const voicemailWords = (
  { calling, talk, profile }: TenantSettings,
  lead: { name: string | null; language: string },
): { text: string; language: string } | null => {
  if (!leavesMessages(calling)) return null;
  const texts = calling.voicemail?.text ?? {};
  const candidates = [
    [inLanguage(texts, lead.language) ?? inLanguage(ownWords, lead.language), lead.language],
    [inLanguage(texts, profile.language) ?? inLanguage(ownWords, profile.language), profile.language],
    [ownWords.en, 'en'],
  ] as const;
  const [words = '', language] = candidates.find(([found]) => found !== undefined) ?? candidates[2];
  const values = {
    firstName: firstNameOf(lead.name) ?? '',
    agentName: talk.agentName,
    business: profile.name,
  };
  return { text: fillIn(words, values), language };
};
