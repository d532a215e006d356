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
  mayRecord: string;
  notRecorded: string;
  switched: string;
  alreadyBooked: string;
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
  mayRecord: 'May I record this call?',
  notRecorded: 'All right, it is not recorded.',
  switched: 'Of course, we can speak English.',
  alreadyBooked: 'You have an appointment with us already.',
};

const de: Phrases = {
  thanks: 'Vielen Dank.',
  meeting:
    'Vielen Dank. Ich kann Ihnen einen Termin mit unserer Beratung anbieten; ich sehe im Kalender nach.',
  slots: (spoken) => `Ich könnte Ihnen ${spoken} anbieten.`,
  which: 'Welcher Termin passt Ihnen?',
  again: 'Entschuldigung, das habe ich nicht verstanden.',
  noSlots:
    'Im Moment ist kein Termin frei. Sie bekommen einen Link per E-Mail, mit dem Sie einen wählen können.',
  link: 'Kein Problem. Sie bekommen einen Link per E-Mail, mit dem Sie jederzeit einen Termin wählen können.',
  booked: 'Ihr Termin ist gebucht.',
  taken: 'Dieser Termin ist nicht mehr frei; ich sehe noch einmal nach.',
  anythingElse: 'Kann ich sonst noch etwas für Sie tun?',
  goAhead: 'Natürlich, was möchten Sie wissen?',
  noted: 'Das habe ich notiert.',
  unsure: 'Das weiß ich nicht sicher; jemand aus dem Team wird es Ihnen sagen.',
  callLater: 'Natürlich, wir rufen Sie dann an.',
  callLaterRefused: 'Zu dieser Zeit können wir leider nicht anrufen.',
  optedOut: 'Entschuldigen Sie die Störung. Wir rufen Sie nicht mehr an.',
  wrongNumber: 'Entschuldigung, ich habe mich wohl verwählt.',
  notInterested: 'Ich verstehe, danke für die Auskunft.',
  goodbye: 'Vielen Dank für Ihre Zeit. Auf Wiederhören.',
  stillThere: 'Sind Sie noch da?',
  or: 'oder',
  mayRecord: 'Darf ich das Gespräch aufzeichnen?',
  notRecorded: 'Gut, es wird nicht aufgezeichnet.',
  switched: 'Gern, sprechen wir Deutsch.',
  alreadyBooked: 'Sie haben schon einen Termin bei uns.',
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
  mayRecord: 'Görüşmeyi kaydedebilir miyim?',
  notRecorded: 'Tamam, kaydedilmiyor.',
  switched: 'Elbette, Türkçe konuşabiliriz.',
  alreadyBooked: 'Zaten bir randevunuz var.',
};

/** The phrases of a language tag; English where we have no others. */
export function phrasesFor(language: string): Phrases {
  return { tr, de }[language.toLowerCase().slice(0, 2)] ?? en;
}
