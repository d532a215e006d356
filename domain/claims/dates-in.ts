import { baseLanguage } from './numbers-in.ts';

interface DateWord {
  /** the same in every language: `month9`, `weekday2`, `day+1` */
  mark: string;
  word: string;
  /** another word of everyday speech unless it is written with a capital */
  needsCapital: boolean;
}

const byLanguage = new Map<string, DateWord[]>();
const everyday = new Set(['may', 'march', 'mars', 'mai', 'sun', 'sat', 'wed', 'mon']);

const wordsOf = (language: string): DateWord[] => {
  const known = byLanguage.get(language);
  if (known) return known;
  const date = (part: Intl.DateTimeFormatOptions, at: number): string =>
    new Intl.DateTimeFormat(language, { ...part, timeZone: 'UTC' }).format(at);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const months = Array.from({ length: 12 }, (_, month) => ({
    mark: `month${month + 1}`,
    word: date({ month: 'long' }, Date.UTC(2026, month, 15)),
  }));
  // 5 January 2026 is a Monday
  const weekdays = Array.from({ length: 7 }, (_, day) => ({
    mark: `weekday${day + 1}`,
    word: date({ weekday: 'long' }, Date.UTC(2026, 0, 5 + day)),
  }));
  const days = [-1, 0, 1, 2].map((ahead) => ({
    mark: `day${ahead}`,
    word: relative.format(ahead, 'day'),
  }));
  const spans = (['week', 'month', 'year'] as const).flatMap((unit) =>
    [0, 1].map((ahead) => ({ mark: `${unit}${ahead}`, word: relative.format(ahead, unit) })),
  );
  const words = [...months, ...weekdays, ...days, ...spans]
    .filter(({ word }) => !/\d/.test(word))
    .map(({ mark, word }) => ({ mark, word, needsCapital: everyday.has(word.toLowerCase()) }));
  byLanguage.set(language, words);
  return words;
};

const occurs = (text: string, { word, needsCapital }: DateWord, language: string): boolean => {
  const lower = (value: string): string => value.toLocaleLowerCase(language);
  const wanted = needsCapital
    ? `${word.slice(0, 1).toLocaleUpperCase(language)}${word.slice(1)}`
    : lower(word);
  const searched = needsCapital ? text : lower(text);
  const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // endings follow a month or a weekday in many languages, another word does not begin with one
  return new RegExp(`(?<!\\p{L})${escaped}(?!\\p{L}{4})`, 'u').test(searched);
};

/** The days, months and spans that a text names, as marks that are the same in every language. */
export const datesIn = (text: string, languages: readonly string[]): Set<string> =>
  new Set(
    [...new Set(languages.map(baseLanguage))].flatMap((language) =>
      wordsOf(language).flatMap((word) => (occurs(text, word, language) ? [word.mark] : [])),
    ),
  );
