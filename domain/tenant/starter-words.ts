/** What a new business says before anybody has written its own words. `{{business}}` and the like are filled in later. */
export interface StarterWords {
  industry: string;
  form: { title: string; intro: string; interest: string; consent: (business: string) => string };
  agentName: string;
  greeting: string;
  question: string;
  farewell: string;
  appointment: string;
}

const en: StarterWords = {
  industry: 'Services',
  form: {
    title: 'How can we help you?',
    intro: 'Tell us what you are looking for. We get back to you.',
    interest: 'A general enquiry',
    consent: (business) =>
      `I agree that ${business} contacts me about my enquiry by e-mail and phone. I can withdraw this at any time.`,
  },
  agentName: 'Alex',
  greeting: 'Hello {{firstName}}, this is {{agentName}}, the digital assistant of {{business}}.',
  question: 'What are you looking for?',
  farewell: 'Thank you for your time. Goodbye!',
  appointment: 'A first talk',
};

const de: StarterWords = {
  industry: 'Dienstleistungen',
  form: {
    title: 'Wie können wir Ihnen helfen?',
    intro: 'Sagen Sie uns, was Sie suchen. Wir melden uns bei Ihnen.',
    interest: 'Eine allgemeine Anfrage',
    consent: (business) =>
      `Ich bin einverstanden, dass ${business} mich zu meiner Anfrage per E-Mail und Telefon anspricht. Das kann ich jederzeit widerrufen.`,
  },
  agentName: 'Alex',
  greeting: 'Guten Tag {{firstName}}, hier ist {{agentName}}, die digitale Assistenz von {{business}}.',
  question: 'Was suchen Sie?',
  farewell: 'Vielen Dank für Ihre Zeit. Auf Wiederhören!',
  appointment: 'Ein erstes Gespräch',
};

const tr: StarterWords = {
  industry: 'Hizmet',
  form: {
    title: 'Size nasıl yardımcı olabiliriz?',
    intro: 'Ne aradığınızı bize yazın. Size dönüş yapalım.',
    interest: 'Genel bir soru',
    consent: (business) =>
      `${business} işletmesinin talebimle ilgili olarak bana e-posta ve telefonla ulaşmasını kabul ediyorum. Bunu istediğim zaman geri alabilirim.`,
  },
  agentName: 'Deniz',
  greeting: 'Merhaba {{firstName}}, ben {{business}} işletmesinin dijital asistanı {{agentName}}.',
  question: 'Ne arıyorsunuz?',
  farewell: 'Zaman ayırdığınız için teşekkürler. Hoşça kalın!',
  appointment: 'İlk görüşme',
};

const byLanguage: Record<string, StarterWords> = { en, de, tr };

/** In the language of the business as far as we have words for it, and otherwise in English. */
export const starterWords = (language: string): StarterWords =>
  byLanguage[language.toLowerCase().split('-')[0] ?? ''] ?? en;
