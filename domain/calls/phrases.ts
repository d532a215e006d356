/** What the voice says when no model is asked: fillers, apologies, a word into the silence. */
export interface CallPhrases {
  filler: string;
  working: string;
  stillThere: string;
  cannotHear: string;
  unclear: string;
  notUnderstood: string;
  apology: string;
  noTimeLeft: string;
  optedOut: string;
  goodbye: string;
  connecting: string;
  nobodyFree: string;
  mayBeRecorded: string;
  recordedFromNow: string;
  /** who calls and why, in one sentence, for a service that screens calls */
  introduction: string;
}

const english: CallPhrases = {
  filler: 'One moment, please.',
  working: 'Let me arrange that for you.',
  stillThere: 'Are you still there?',
  cannotHear: 'I cannot hear you any more. We will call you again. Goodbye.',
  unclear: 'Sorry, I did not catch that. Could you say it again?',
  notUnderstood:
    'I am sorry, I cannot understand you well. We will write to you by e-mail, and you can ask us to call again. Goodbye.',
  apology: 'I am sorry, something is not working on our side. We will get back to you. Goodbye.',
  noTimeLeft: 'I am afraid our time is up. We will follow up by e-mail. Goodbye.',
  optedOut: 'I have noted that. We will not call you again. Goodbye.',
  goodbye: 'Thank you for your time. Goodbye.',
  connecting: 'I am putting you through to a colleague. Please hold the line.',
  nobodyFree:
    'I am sorry, nobody is free at the moment. A colleague will call you back. Is there anything I can help you with until then?',
  mayBeRecorded: 'This call may be recorded.',
  recordedFromNow: 'Thank you. The call is recorded from now on.',
  introduction: 'This is {{agentName}} from {{business}}, calling you back about the enquiry on our website.',
};

const phrases: Record<string, CallPhrases> = {
  en: english,
  de: {
    filler: 'Einen Moment, bitte.',
    working: 'Ich richte das für Sie ein.',
    stillThere: 'Sind Sie noch da?',
    cannotHear: 'Ich kann Sie leider nicht mehr hören. Wir rufen Sie noch einmal an. Auf Wiederhören.',
    unclear: 'Entschuldigung, das habe ich nicht verstanden. Können Sie es noch einmal sagen?',
    notUnderstood:
      'Es tut mir leid, ich kann Sie nicht gut verstehen. Wir schreiben Ihnen eine E-Mail, und Sie können um einen neuen Anruf bitten. Auf Wiederhören.',
    apology:
      'Es tut mir leid, bei uns funktioniert gerade etwas nicht. Wir melden uns wieder. Auf Wiederhören.',
    noTimeLeft: 'Leider ist unsere Zeit um. Wir melden uns per E-Mail. Auf Wiederhören.',
    optedOut: 'Das habe ich notiert. Wir rufen Sie nicht mehr an. Auf Wiederhören.',
    goodbye: 'Vielen Dank für Ihre Zeit. Auf Wiederhören.',
    connecting: 'Ich verbinde Sie mit einer Kollegin oder einem Kollegen. Bitte bleiben Sie dran.',
    nobodyFree:
      'Es tut mir leid, im Moment ist niemand frei. Jemand aus dem Team ruft Sie zurück. Kann ich bis dahin noch etwas für Sie tun?',
    mayBeRecorded: 'Dieses Gespräch kann aufgezeichnet werden.',
    recordedFromNow: 'Danke. Das Gespräch wird ab jetzt aufgezeichnet.',
    introduction:
      'Hier ist {{agentName}} von {{business}}, mit dem Rückruf zu Ihrer Anfrage auf unserer Website.',
  },
  tr: {
    filler: 'Bir saniye, lütfen.',
    working: 'Hemen ayarlıyorum.',
    stillThere: 'Orada mısınız?',
    cannotHear: 'Maalesef sizi duyamıyorum. Sizi tekrar arayacağız. Hoşça kalın.',
    unclear: 'Kusura bakmayın, anlayamadım. Tekrar söyler misiniz?',
    notUnderstood:
      'Üzgünüm, sizi iyi anlayamıyorum. Size e-posta göndereceğiz; dilerseniz yeniden aramamızı isteyebilirsiniz. Hoşça kalın.',
    apology: 'Üzgünüm, bizde bir sorun oluştu. Size geri döneceğiz. Hoşça kalın.',
    noTimeLeft: 'Maalesef süremiz doldu. Size e-posta ile döneceğiz. Hoşça kalın.',
    optedOut: 'Not aldım. Sizi bir daha aramayacağız. Hoşça kalın.',
    goodbye: 'Zaman ayırdığınız için teşekkürler. Hoşça kalın.',
    connecting: 'Sizi bir arkadaşıma bağlıyorum. Lütfen hatta kalın.',
    nobodyFree:
      'Üzgünüm, şu anda kimse müsait değil. Bir arkadaşım sizi geri arayacak. O zamana kadar başka bir konuda yardımcı olabilir miyim?',
    mayBeRecorded: 'Bu görüşme kaydedilebilir.',
    recordedFromNow: 'Teşekkürler. Görüşme şu andan itibaren kaydediliyor.',
    introduction: 'Ben {{business}} adına {{agentName}}; web sitemizdeki talebiniz için arıyorum.',
  },
};

/** The phrases of a language, by its primary tag; English where we have none. */
export const callPhrases = (language: string): CallPhrases =>
  phrases[language.toLowerCase().split('-')[0] ?? 'en'] ?? english;
