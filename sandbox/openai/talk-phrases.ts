/** What the imitated agent says; the prompts at the end of a turn are also how it recognises what it asked last. */
export interface Phrases {
  thanks: string;
  meeting: string;
  slots: (spoken: string) => string;
  which: string;
  again: string;
  noSlots: string;
  link: string;
  booked: string;
  taken: string;
  anythingElse: string;
  goAhead: string;
  noted: string;
  unsure: string;
  callLater: string;
  callLaterRefused: string;
  optedOut: string;
  wrongNumber: string;
  notInterested: string;
  goodbye: string;
  stillThere: string;
  or: string;
}

const en: Phrases = {
  thanks: 'Thank you.',
  meeting:
    'Thank you, that helps. I can offer you a meeting with one of our consultants; let me look at the calendar.',
  slots: (spoken) => `I could offer you ${spoken}.`,
  which: 'Which one suits you?',
  again: 'Sorry, I did not catch that.',
  noSlots: 'There is no free time at the moment. You will get a link by e-mail where you can choose one.',
  link: 'No problem. You will get a link by e-mail, where you can choose a time whenever you like.',
  booked: 'Your meeting is booked.',
  taken: 'That time is no longer free; let me look again.',
  anythingElse: 'Is there anything else I can help you with?',
  goAhead: 'Of course, what would you like to know?',
  noted: 'I have noted that.',
  unsure: 'I do not know that for certain; a colleague will tell you in person.',
  callLater: 'Of course, we will call you then.',
  callLaterRefused: 'I am afraid we cannot call at that time.',
  optedOut: 'I am sorry for the disturbance. We will not call you again.',
  wrongNumber: 'I am sorry, I must have the wrong number.',
  notInterested: 'I understand, thank you for telling me.',
  goodbye: 'Thank you for your time. Goodbye.',
  stillThere: 'Are you still there?',
  or: 'or',
};

const tr: Phrases = {
  thanks: 'Teşekkür ederim.',
  meeting: 'Teşekkür ederim. Danışmanlarımızdan biriyle bir görüşme ayarlayabilirim; takvime bakıyorum.',
  slots: (spoken) => `Size şu saatleri önerebilirim: ${spoken}.`,
  which: 'Hangisi size uyar?',
  again: 'Kusura bakmayın, anlayamadım.',
  noSlots: 'Şu anda boş saat yok. Saat seçebileceğiniz bir bağlantıyı e-postayla göndereceğiz.',
  link: 'Sorun değil. Dilediğiniz zaman saat seçebileceğiniz bir bağlantıyı e-postayla göndereceğiz.',
  booked: 'Randevunuz ayarlandı.',
  taken: 'Bu saat artık boş değil; tekrar bakıyorum.',
  anythingElse: 'Yardımcı olabileceğim başka bir konu var mı?',
  goAhead: 'Elbette, ne öğrenmek istersiniz?',
  noted: 'Not aldım.',
  unsure: 'Bunu kesin olarak bilmiyorum; bir arkadaşımız size bilgi verecek.',
  callLater: 'Elbette, o zaman ararız.',
  callLaterRefused: 'Maalesef o saatte arayamıyoruz.',
  optedOut: 'Rahatsızlık için özür dileriz. Sizi bir daha aramayacağız.',
  wrongNumber: 'Kusura bakmayın, yanlış numarayı aramışım.',
  notInterested: 'Anlıyorum, söylediğiniz için teşekkür ederim.',
  goodbye: 'Zaman ayırdığınız için teşekkürler. Hoşça kalın.',
  stillThere: 'Orada mısınız?',
  or: 'veya',
};

/** The phrases of a language tag; English where we have no others. */
export function phrasesFor(language: string): Phrases {
  return language.toLowerCase().startsWith('tr') ? tr : en;
}
