/** How a language counts: words with their values, and words that multiply what stands before them. */
export interface NumberWords {
  values: Readonly<Record<string, number>>;
  sizes: Readonly<Record<string, number>>;
  /** stands between the parts of a number and means nothing */
  and: readonly string[];
}

/** `zero one two` → values from `from` on, each `step` more than the one before. */
const row = (words: string, from: number, step: number): Record<string, number> =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, from + index * step]));

const en: NumberWords = {
  values: {
    ...row('zero one two three four five six seven eight nine ten eleven twelve', 0, 1),
    ...row('thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 13, 1),
    ...row('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
    dozen: 12,
  },
  sizes: {
    hundred: 100,
    thousand: 1e3,
    grand: 1e3,
    lakh: 1e5,
    lakhs: 1e5,
    million: 1e6,
    crore: 1e7,
    crores: 1e7,
  },
  and: ['and'],
};

const de: NumberWords = {
  values: {
    ...row('null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf', 0, 1),
    ...row('dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn', 13, 1),
    ...row('zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig', 20, 10),
    ein: 1,
    dreißig: 30,
  },
  sizes: { hundert: 100, tausend: 1e3, million: 1e6, millionen: 1e6 },
  and: ['und'],
};

const fr: NumberWords = {
  values: {
    ...row(
      'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize',
      0,
      1,
    ),
    ...row('vingt trente quarante cinquante soixante septante huitante nonante', 20, 10),
    vingts: 20,
  },
  sizes: { cent: 100, cents: 100, mille: 1e3, million: 1e6, millions: 1e6 },
  and: ['et'],
};

const es: NumberWords = {
  values: {
    ...row('cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince', 0, 1),
    ...row(
      'dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco',
      16,
      1,
    ),
    ...row('treinta cuarenta cincuenta sesenta setenta ochenta noventa cien', 30, 10),
    ...row(
      'doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos',
      200,
      100,
    ),
    ciento: 100,
  },
  sizes: { mil: 1e3, millón: 1e6, millones: 1e6 },
  and: ['y'],
};

const it: NumberWords = {
  values: {
    ...row(
      'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici',
      0,
      1,
    ),
    ...row('sedici diciassette diciotto diciannove venti', 16, 1),
    ...row('trenta quaranta cinquanta sessanta settanta ottanta novanta', 30, 10),
  },
  sizes: { cento: 100, mille: 1e3, mila: 1e3, milione: 1e6, milioni: 1e6 },
  and: ['e'],
};

const tr: NumberWords = {
  values: {
    ...row('sıfır bir iki üç dört beş altı yedi sekiz dokuz on', 0, 1),
    ...row('yirmi otuz kırk elli altmış yetmiş seksen doksan', 20, 10),
  },
  sizes: { yüz: 100, bin: 1e3, milyon: 1e6 },
  and: [],
};

/** The languages whose number words are read. Figures are read in every language. */
export const numberWords: Readonly<Record<string, NumberWords>> = { en, de, fr, es, it, tr };
