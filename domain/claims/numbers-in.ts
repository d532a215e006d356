import { type NumberWords, numberWords } from './number-words.ts';

/** The part of a language tag that says how people count: `en-GB` → `en`. */
export const baseLanguage = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** Every number that a text names, in figures or in the words of these languages. A number may be read in several ways. */
export const numbersIn = (text: string, languages: readonly string[]): Set<number> => {
  const known = [...new Set(languages.map(baseLanguage))].flatMap((language) => numberWords[language] ?? []);
  const found = new Set(figuresIn(text, known));
  for (const words of known) for (const value of spelledOut(text, words)) found.add(value);
  return found;
};

const figure = /\d+(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?/g;
const shortSizes: Record<string, number> = { k: 1e3, m: 1e6, mn: 1e6, mio: 1e6 };

const figuresIn = (text: string, known: readonly NumberWords[]): number[] =>
  [...text.matchAll(figure)].flatMap((match) => {
    const [written] = match;
    const size = sizeBehind(text.slice(match.index + written.length).slice(0, 20), known);
    return readings(written).flatMap((value) => (size === 1 ? [value] : [value * size, value]));
  });

/** `20k`, `1.5 million`, `2 lakh` */
const sizeBehind = (rest: string, known: readonly NumberWords[]): number => {
  const word = /^[ \u00a0-]?(\p{L}+)/u.exec(rest)?.[1]?.toLowerCase() ?? '';
  if (Object.hasOwn(shortSizes, word)) return shortSizes[word] ?? 1;
  return known.flatMap(({ sizes }) => (Object.hasOwn(sizes, word) ? [sizes[word] ?? 1] : []))[0] ?? 1;
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
