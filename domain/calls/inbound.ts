import type { TalkBrief } from '../../schema/contracts/talk.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { isOpen } from '../time/zoned.ts';

/** A caller is served in full, or only a message is taken. */
type Called = NonNullable<TalkBrief['situation']>;

const ownWords: Record<string, Record<Called, string>> = {
  en: {
    calledUs:
      'Thank you for calling {{business}}. This is {{agentName}}, the digital assistant. How can I help you?',
    messageOnly:
      'Thank you for calling {{business}}. This is {{agentName}}, the digital assistant. The office is closed at the moment, but I can take a message. What may I pass on?',
  },
  de: {
    calledUs:
      'Willkommen bei {{business}}. Hier ist {{agentName}}, der digitale Assistent. Wie kann ich Ihnen helfen?',
    messageOnly:
      'Willkommen bei {{business}}. Hier ist {{agentName}}, der digitale Assistent. Das Büro ist gerade geschlossen, aber ich nehme gern eine Nachricht auf. Was darf ich ausrichten?',
  },
  tr: {
    calledUs:
      '{{business}} hattına hoş geldiniz. Ben dijital asistan {{agentName}}. Size nasıl yardımcı olabilirim?',
    messageOnly:
      '{{business}} hattına hoş geldiniz. Ben dijital asistan {{agentName}}. Ofisimiz şu anda kapalı, ama mesajınızı alabilirim. Ne iletmemi istersiniz?',
  },
};

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? language;

/** Whether callers can be served in full now. Without hours of their own these are the hours in which the tenant calls. */
export const isOfficeOpen = ({ calling, profile }: TenantSettings, now: string): boolean => {
  const windows = calling.inbound?.hours ?? calling.windows;
  return isOpen({ windows, holidays: calling.holidays }, profile.timeZone, now);
};

/** The words that open a talk with somebody who calls us: the tenant's in the lead's language, else ours in it. */
export const inboundWords = (
  { calling, profile }: TenantSettings,
  language: string,
  called: Called,
): string => {
  const texts = calling.inbound?.greeting?.[called === 'messageOnly' ? 'closed' : 'open'] ?? {};
  return (
    texts[language] ??
    texts[primary(language)] ??
    ownWords[primary(language)]?.[called] ??
    texts[profile.language] ??
    ownWords.en?.[called] ??
    ''
  );
};
