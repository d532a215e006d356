import type { Heard, Reaction } from './persona.ts';

interface Phrases {
  hello: string;
  yesGoOn: string;
  stillHere: string;
  firstSlot: string;
  laterByMail: string;
  nothingElse: string;
  goodbye: string;
  allRight: string;
  answers: [words: RegExp, answer: string][];
  otherAnswer: string;
  goodMoment: RegExp;
  goodbyeHeard: RegExp;
  slotHeard: RegExp;
  anythingElse: RegExp;
  stillThere: RegExp;
}

const en: Phrases = {
  hello: 'Hello?',
  yesGoOn: 'Yes, this is a fine moment, please go ahead.',
  stillHere: 'Yes, I am still here.',
  firstSlot: 'The first one would be great, please.',
  laterByMail: 'I cannot choose right now. Please send me the link by e-mail and I will pick a time myself.',
  nothingElse: 'No, thank you, that is everything. Goodbye.',
  goodbye: 'Goodbye.',
  allRight: 'All right.',
  answers: [
    [/\b(budget|spend|afford|cost|price|invest)/i, 'My budget is about 8000 euros.'],
    [/\b(how (many|much|long|old)|number of|years?|age)\b/i, 'About three, I think.'],
    [/\b(when|start|begin|soon|timeline|month)\b/i, 'I would like to start in September.'],
    [
      /\b(countr(y|ies)|regions?|where|destination|city|located|location|abroad)\b/i,
      'I am thinking of Germany.',
    ],
    [/\b(work or study|study or work)\b/i, 'I would like to study.'],
    [/\b(subject|field|course|programme|program|study)\b/i, 'I would like to study nursing.'],
    [/\b(job|work|profession|experience|occupation)\b/i, 'I have worked as a nurse so far.'],
    [/\b(language|english|german|speak|level)\b/i, 'My English is good, and I am learning German.'],
    [/\b(school|degree|education|graduat|qualif|diploma)/i, 'I have a bachelor degree.'],
    [/\b(business|company|shop|store|sell|product)\b/i, 'I run a small shop for handmade soap.'],
    [/\b(name)\b/i, 'You have my name on the form.'],
    [/\b(interest|looking for|hope|expect|goal|why)\b/i, 'I want a new start with good advice.'],
  ],
  otherAnswer: 'Yes, I think so.',
  goodMoment:
    /\b(good (time|moment)|have a (minute|moment)|may i|can we (talk|speak)|convenient|talk now)\b/i,
  goodbyeHeard: /\b(good ?bye|bye)\b/i,
  slotHeard:
    /\bwhich (one|time|slot|day)\b|\b(suits?|work for|convenient for) you\b|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(am|pm|o'clock)\b/i,
  anythingElse: /\banything else\b/i,
  stillThere: /\bstill there\b/i,
};

const tr: Phrases = {
  hello: 'Alo?',
  yesGoOn: 'Evet, uygunum, buyurun.',
  stillHere: 'Evet, buradayım.',
  firstSlot: 'Birinci saat olur, lütfen.',
  laterByMail: 'Şimdi karar veremiyorum. Bağlantıyı e-posta ile gönderin, saati kendim seçerim.',
  nothingElse: 'Hayır, teşekkürler, hepsi bu. Hoşça kalın.',
  goodbye: 'Hoşça kalın.',
  allRight: 'Tamam.',
  answers: [
    [/bütçe|harca|fiyat|maliyet/i, 'Bütçem yaklaşık 8000 euro.'],
    [/kaç|yaş|yıl/i, 'Üç diyebilirim.'],
    [/ne zaman|başla|ay\b/i, 'Eylül ayında başlamak istiyorum.'],
    [/ülke|nere|şehir/i, 'Almanya düşünüyorum.'],
    [/eğitim|okul|bölüm|diploma/i, 'Hemşirelik okudum.'],
    [/dil|ingilizce|almanca/i, 'İngilizcem iyi, Almanca öğreniyorum.'],
    [/iş|meslek|deneyim/i, 'Şimdiye kadar hemşire olarak çalıştım.'],
  ],
  otherAnswer: 'Evet, sanırım öyle.',
  goodMoment: /müsait|uygun mu|vaktiniz|konuşabilir/i,
  goodbyeHeard: /hoşça ?kal|görüşürüz|iyi günler/i,
  slotHeard: /hangisi|\b\d{1,2}[:.]\d{2}\b/i,
  anythingElse: /başka bir (konu|şey)|başka/i,
  stillThere: /orada mısınız/i,
};

const de: Phrases = {
  hello: 'Hallo?',
  yesGoOn: 'Ja, das passt gut, bitte.',
  stillHere: 'Ja, ich bin noch da.',
  firstSlot: 'Der erste Termin passt, bitte.',
  laterByMail: 'Ich kann mich jetzt nicht entscheiden. Schicken Sie mir bitte den Link per E-Mail.',
  nothingElse: 'Nein, danke, das ist alles. Auf Wiederhören.',
  goodbye: 'Auf Wiederhören.',
  allRight: 'In Ordnung.',
  answers: [
    [/budget|ausgeben|kosten|pfund|euro/i, 'Mein Budget liegt bei 8000 euros.'],
    [/wann|beginn|anfang/i, 'Ich möchte im September anfangen.'],
    [/land|wohin/i, 'Ich denke an Kanada.'],
    [/arbeiten oder/i, 'Ich möchte studieren.'],
  ],
  otherAnswer: 'Ja, ich denke schon.',
  goodMoment: /passt es|einen moment zeit|darf ich/i,
  goodbyeHeard: /auf wiederhören|tschüss/i,
  slotHeard: /welcher termin|\b\d{1,2}[:.]\d{2}\b/i,
  anythingElse: /sonst noch/i,
  stillThere: /noch da/i,
};

const phrasesFor = (language: string): Phrases => ({ tr, de })[language.toLowerCase().slice(0, 2)] ?? en;

// only the last question counts: what stands before it was said in passing
function lastQuestion(text: string): string | null {
  const sentences = text.match(/[^.!?]+[.!?]*/g) ?? [];
  return sentences.findLast((sentence) => sentence.includes('?'))?.trim() ?? null;
}

function answerTo(question: string, phrases: Phrases): string {
  const answer = phrases.answers.find(([words]) => words.test(question))?.[1] ?? phrases.otherAnswer;
  // somebody who is asked for pounds does not answer in euros
  const currency = /\b(pounds|dollars|euros)\b/i.exec(question)?.[1];
  return currency ? answer.replace('euros', currency.toLowerCase()) : answer;
}

export type AboutSlots = 'takesTheFirst' | 'choosesLater';

function reactToSilence({ text, said }: Heard, phrases: Phrases): Reaction {
  const last = said.at(-1);
  if (last === phrases.goodbye || last === phrases.nothingElse) return { hangUp: true };
  if (text.trim() !== '') return { say: phrases.allRight };
  return last === phrases.hello ? { hangUp: true } : { say: phrases.hello };
}

/** What a friendly lead says: answers questions, deals with offered times in their own way, says goodbye. */
export function reactFriendly(heard: Heard, aboutSlots: AboutSlots): Reaction {
  const { text, language, quiet } = heard;
  const phrases = phrasesFor(language);
  const question = lastQuestion(text);
  if (phrases.goodbyeHeard.test(text)) return quiet ? { hangUp: true } : { say: phrases.goodbye };
  if (question === null) return quiet ? reactToSilence(heard, phrases) : null;
  if (phrases.stillThere.test(question)) return { say: phrases.stillHere };
  if (phrases.anythingElse.test(question)) return { say: phrases.nothingElse };
  if (phrases.goodMoment.test(question)) return { say: phrases.yesGoOn };
  if (phrases.slotHeard.test(question)) {
    return { say: aboutSlots === 'takesTheFirst' ? phrases.firstSlot : phrases.laterByMail };
  }
  return { say: answerTo(question, phrases) };
}

/** What an answering machine says: its one sentence, whoever speaks. */
export function reactAsMachine({ said }: Heard): Reaction {
  const sentence = 'You have reached a mailbox. Please leave a message after the tone.';
  return said.length === 0 ? { say: sentence } : null;
}
