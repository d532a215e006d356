/** Words that end all contact when they are the whole message, by language. */
const words: Record<string, readonly string[]> = {
  en: [
    'stop',
    'stop all',
    'stopall',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    'opt out',
    'optout',
    'remove me',
  ],
  de: ['stopp', 'abmelden', 'abbestellen', 'austragen'],
  es: ['alto', 'baja', 'cancelar', 'parar', 'darme de baja'],
  fr: ['arret', 'arreter', 'desabonner', 'desinscription', 'me desinscrire'],
  it: ['ferma', 'basta', 'cancella', 'annulla iscrizione', 'disiscrivimi'],
  nl: ['afmelden', 'uitschrijven'],
  pt: ['pare', 'parar', 'sair', 'cancelar inscricao', 'remover'],
  tr: ['dur', 'durdur', 'iptal', 'abonelikten cik', 'ret'],
  pl: ['wypisz', 'rezygnuje'],
  ru: ['стоп', 'отписаться', 'отписка'],
  hi: ['रोकें', 'बंद करें', 'बंद करो'],
  ur: ['روکیں', 'بند کریں'],
  ar: ['توقف', 'الغاء', 'ايقاف', 'الغاء الاشتراك'],
};

const all = new Set(Object.values(words).flat());

// one letter, many spellings: accents, the Arabic alef and the dotless i of Turkish count as one
const plain = (text: string): string =>
  text
    .toLocaleLowerCase('en')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f\u0654\u0655]/g, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    .replaceAll(/[أإآ]/g, 'ا')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

const known = new Set([...all].map(plain));
const politeness =
  /^(please|pls|bitte|por favor|s il vous plait|lutfen) | (please|pls|bitte|por favor|lutfen|now)$/g;

/** Whether a message asks for no more contact: an opt-out word and nothing else, in any of the languages. */
export const isOptOut = (message: string): boolean => {
  const said = plain(firstLines(message));
  return known.has(said) || known.has(said.replaceAll(politeness, ''));
};

/** An e-mail's own words, without what it quotes. */
const firstLines = (message: string): string => {
  const lines = message.split(/\r?\n/);
  const quote = lines.findIndex((line) => /^(>|-- ?$|-{3,}|on .+ wrote:|am .+ schrieb)/i.test(line.trim()));
  return (quote < 0 ? lines : lines.slice(0, quote)).join('\n');
};
