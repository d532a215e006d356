import { type NumberWords, numberWords } from './number-words.ts';

/** The part of a language tag that says how people count: `en-GB` → `en`. */
export const baseLanguage = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** Every number that a text names, in figures or in the words of these languages. A number may be read in several ways. */
export const numbersIn = (text: string, languages: readonly string[]): Set<number> =>
  new Set(readingsIn(text, languages).flat());

/** Whether every number of a text is among those known, in one of the ways in which it can be read. */
export const numbersAreAmong = (
  text: string,
  known: ReadonlySet<number>,
  languages: readonly string[],
): boolean => readingsIn(text, languages).every((readings) => readings.some((value) => known.has(value)));

const figure = /\d+(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?/g;
const shortSizes: Record<string, number> = { k: 1e3, m: 1e6, mn: 1e6, mio: 1e6 };

/** The numbers of a text, each with the ways in which it can be read. */
const readingsIn = (text: string, languages: readonly string[]): number[][] => {
  const known = [...new Set(languages.map(baseLanguage))].flatMap((language) => numberWords[language] ?? []);
  let words = text;
  const figures = [...text.matchAll(figure)].map((match) => {
    const [written] = match;
    const end = match.index + written.length;
    const { size, length } = sizeBehind(text.slice(end, end + 20), known);
    // what was read as figures is not read as words once more
    words = `${words.slice(0, match.index)}${'#'.repeat(written.length + length)}${words.slice(end + length)}`;
    return readings(written).flatMap((value) => (size === 1 ? [value] : [value * size, value]));
  });
  return [...figures, ...known.flatMap((language) => spelledOut(words, language)).map((value) => [value])];
};

/** `20k`, `1.5 million`, `2 lakh` */
const sizeBehind = (rest: string, known: readonly NumberWords[]): { size: number; length: number } => {
  const [whole = '', written = ''] = /^[ \u00a0-]?(\p{L}+)/u.exec(rest) ?? [];
  const word = written.toLowerCase();
  const sizes = [shortSizes, ...known.map((language) => language.sizes)];
  const found = sizes.find((each) => Object.hasOwn(each, word));
  return found ? { size: found[word] ?? 1, length: whole.length } : { size: 1, length: 0 };
};

/** `20.000` is twenty thousand in one country and twenty in another: both are read. */
const readings = (written: string): number[] => {
  const whole = Number(written.replaceAll(/[^\d]/g, ''));
  const decimal = /^(.*\d)[.,](\d{1,2}|\d{3,})$/.exec(written);
  const hasFraction = /[.,]\d{1,2}$/.test(written);
  if (!decimal) return [whole];
  const fractional = Number(`${decimal[1]?.replaceAll(/[^\d]/g, '')}.${decimal[2]}`);
  return hasFraction ? [fractional] : [whole, fractional];
};

const spelledOut = (text: string, language: NumberWords): number[] => {
  const tokens =
    text
      .toLocaleLowerCase(language.sizes.bin ? 'tr' : 'en')
      .replaceAll(/quatre[- ]vingts?/g, 'huitante')
      .match(/[\p{L}\p{M}]+|[^\s\p{L}\p{M}-]+/gu) ?? [];
  const found: number[] = [];
  let open: string[] = [];
  const close = (): void => {
    const value = worth(open, language);
    // a lone "one" is an article or a pronoun far more often than a number
    if (open.length > 0 && !(value === 1 && open.length === 1)) found.push(value);
    open = [];
  };
  for (const token of tokens) {
    const parts = partsOf(token, language);
    if (parts) open.push(...parts);
    else if (!(open.length > 0 && language.and.includes(token))) close();
  }
  close();
  return found;
};

/** A word of numbers, cut into its parts: `fünfundzwanzigtausend` is five, twenty and thousand. */
const partsOf = (token: string, { values, sizes, and }: NumberWords): string[] | null => {
  const isPart = (word: string): boolean => Object.hasOwn(values, word) || Object.hasOwn(sizes, word);
  const cut = (rest: string): string[] | null => {
    if (rest === '') return [];
    for (let length = rest.length; length >= 2; length -= 1) {
      const part = rest.slice(0, length);
      if (!isPart(part) && !(length < rest.length && and.includes(part))) continue;
      const others = cut(rest.slice(length));
      if (others) return isPart(part) ? [part, ...others] : others;
    }
    return null;
  };
  if (isPart(token)) return [token];
  return token.length >= 6 && token.length <= 60 ? cut(token) : null;
};

const worth = (parts: readonly string[], { values, sizes }: NumberWords): number => {
  let total = 0;
  let current = 0;
  for (const part of parts) {
    const size = sizes[part];
    if (size === undefined) current += values[part] ?? 0;
    else if (size === 100) current = (current || 1) * 100;
    else {
      total += (current || 1) * size;
      current = 0;
    }
  }
  return total + current;
};
