/**
 * What a call-screening service says: it asks who is calling and why, asks to wait, or says that nobody comes. Phones
 * do so by themselves today, in the words of their makers; a secretary who asks the same is answered the same.
 */
export type ScreeningWords = 'asks' | 'holds' | 'refuses';

const asks = [
  /\b(call )?screening (service|assistant|call)\b/i,
  /\b(say|state|record|give|tell (me|us))\b.{0,30}\byour name\b.{0,60}\b(reason|why|purpose|calling)\b/i,
  /\b(who('s| is)|may i ask who) (is )?calling\b.{0,60}\b(regarding|about|reason|purpose|why)\b/i,
  // German and Turkish phones
  /\b(namen?)\b.{0,60}\bgrund\b.{0,30}\banruf/i,
  /\bwer\b.{0,20}\b(ruft an|am apparat)\b.{0,60}\b(worum|grund)\b/i,
  /ad(ınızı|ini|ınız)\b.{0,60}arama (neden|sebe)/i,
];
const holds = [
  /\b(stay|remain|hold|wait) on the line\b/i,
  /\b(please (hold|wait)|one moment|connecting (you|your call))\b/i,
  /\b(bleiben sie (bitte )?(dran|am apparat)|einen moment)\b/i,
  /(hatta kal|lütfen bekle)/i,
];
const refuses = [
  /\b(not|n't|un)\s?(be )?(available|able to (take|come)|come to the phone)/i,
  /\bcan(no|')?t (take|answer|come)\b/i,
  /\b(remove|take) (this|your|my) number\b.{0,40}\b(list|calls?)\b/i,
  /\bnicht (erreichbar|verfügbar)\b/i,
  /(müsait değil|ulaşılamıyor)/i,
];

/** A mailbox asks for a name and a reason as well, but for a message after a tone. */
const mailbox = [
  /\b(after|at) the (tone|beep)\b/i,
  /\bleave (me |us )?(a|your) (message|name)\b/i,
  /\b(signal|piep)ton\b|\bhinterlass/i,
  /sinyal sesi|mesaj(ınızı)? bırak/i,
];

const anyOf = (patterns: RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

/**
 * Recognises a screening service by its words, or null: a person speaks. Only words that ask who is calling begin a
 * screening; `waiting` says that one has begun.
 */
export const screeningWords = (text: string, waiting: boolean): ScreeningWords | null => {
  if (waiting && anyOf(refuses, text)) return 'refuses';
  if (!waiting && anyOf(mailbox, text)) return null;
  if (anyOf(asks, text)) return 'asks';
  return waiting && anyOf(holds, text) ? 'holds' : null;
};
