/** What the voice says when no model is asked: fillers, apologies, a word into the silence. */
export interface CallPhrases {
  filler: string;
  working: string;
  stillThere: string;
  apology: string;
  noTimeLeft: string;
  /** who calls and why, in one sentence, for a service that screens calls */
  introduction: string;
}

const english: CallPhrases = {
  filler: 'One moment, please.',
  working: 'Let me arrange that for you.',
  stillThere: 'Are you still there?',
  apology: 'I am sorry, something is not working on our side. We will get back to you. Goodbye.',
  noTimeLeft: 'I am afraid our time is up. We will follow up by e-mail. Goodbye.',
  introduction: 'This is {{agentName}} from {{business}}, calling you back about the enquiry on our website.',
};

const phrases: Record<string, CallPhrases> = {
  en: english,
  de: {
    filler: 'Einen Moment, bitte.',
    working: 'Ich richte das für Sie ein.',
    stillThere: 'Sind Sie noch da?',
    apology:
      'Es tut mir leid, bei uns funktioniert gerade etwas nicht. Wir melden uns wieder. Auf Wiederhören.',
    noTimeLeft: 'Leider ist unsere Zeit um. Wir melden uns per E-Mail. Auf Wiederhören.',
    introduction:
      'Hier ist {{agentName}} von {{business}}, mit dem Rückruf zu Ihrer Anfrage auf unserer Website.',
  },
  tr: {
    filler: 'Bir saniye, lütfen.',
    working: 'Hemen ayarlıyorum.',
    stillThere: 'Orada mısınız?',
    apology: 'Üzgünüm, bizde bir sorun oluştu. Size geri döneceğiz. Hoşça kalın.',
    noTimeLeft: 'Maalesef süremiz doldu. Size e-posta ile döneceğiz. Hoşça kalın.',
    introduction: 'Ben {{business}} adına {{agentName}}; web sitemizdeki talebiniz için arıyorum.',
  },
};

/** The phrases of a language, by its primary tag; English where we have none. */
export const callPhrases = (language: string): CallPhrases =>
  phrases[language.toLowerCase().split('-')[0] ?? 'en'] ?? english;
