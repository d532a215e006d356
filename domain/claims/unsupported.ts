import { currenciesIn } from './currencies-in.ts';
import { datesIn } from './dates-in.ts';
import { baseLanguage, numbersAreAmong, numbersIn } from './numbers-in.ts';

/** What a text may rest on. */
export interface Grounds {
  /** what people said or wrote, and what our own rows know: a number, a date or a name may come from here */
  evidence: string;
  /** what the business says of itself: a promise may come from here alone */
  knowledge: string;
  languages: readonly string[];
}

/** Why a text may not be believed: what kind of claim it makes that nothing supports. */
export type Unsupported = 'number' | 'currency' | 'date' | 'name' | 'link' | 'promise';

/** Which claims of a text nothing supports. It reads words, not meaning: what passes is not proven true. */
export const unsupportedIn = (text: string, { evidence, knowledge, languages }: Grounds): Unsupported[] => {
  const known = `${evidence}\n${knowledge}`;
  const within = <T>(claimed: Set<T>, said: Set<T>): boolean => [...claimed].every((each) => said.has(each));
  const checks: [Unsupported, boolean][] = [
    ['number', numbersAreAmong(text, numbersIn(known, languages), languages)],
    ['currency', within(currenciesIn(text), currenciesIn(known))],
    ['date', within(datesIn(text, languages), datesIn(known, languages))],
    ['name', within(namesIn(text, languages), wordsIn(known))],
    ['link', within(linksIn(text), linksIn(known))],
    ['promise', within(promisesIn(text), promisesIn(knowledge))],
  ];
  return checks.flatMap(([kind, holds]) => (holds ? [] : [kind]));
};

const wordsIn = (text: string): Set<string> =>
  new Set((text.match(/[\p{L}\p{M}]+/gu) ?? []).map((word) => word.toLocaleLowerCase('en')));

/** Words with a capital within a sentence. In German every noun has one, so that there they tell nothing. */
const namesIn = (text: string, languages: readonly string[]): Set<string> => {
  if (languages.some((language) => baseLanguage(language) === 'de')) return new Set();
  const found = [...text.matchAll(/(?<=[\p{L}\p{N},;] )\p{Lu}[\p{L}\p{M}]+/gu)].map(([name]) => name);
  const names = found.filter((name) => datesIn(name, languages).size === 0);
  return new Set(names.map((name) => name.toLocaleLowerCase('en')));
};

const linksIn = (text: string): Set<string> =>
  new Set(
    (text.match(/https?:\/\/[^\s<>"')]+|\bwww\.[^\s<>"')]+|[^\s<>@]+@[^\s<>@]+\.\p{L}{2,}/giu) ?? []).map(
      (link) => link.toLowerCase().replace(/[.,;]+$/, ''),
    ),
  );

/** Words that bind a business, by what they promise. */
const promises: Readonly<Record<string, RegExp>> = {
  discount:
    /\b(discounts?|% off|percent off|rabatt|nachlass|remise|réduction|descuento|sconto|indirim)(?!\p{L})/iu,
  free: /\b(for free|free of charge|is free|are free|a free|kostenlos|gratis|gratuit[eo]?s?|ücretsiz|bedava)(?!\p{L})/iu,
  guarantee:
    /\b(guarantee[ds]?|garantier\p{L}*|garantie[rst]?|garantiz\p{L}*|garanti[tazo]?|promised?)(?!\p{L})/iu,
  refund:
    /\b(refund(ed|s)?|money back|erstatt\p{L}*|rembours\p{L}*|reembols\p{L}*|rimbors\p{L}*|iade)(?!\p{L})/iu,
  approved:
    /\b(approved|won|genehmigt|gewonnen|approuvée?|aprobad[oa]|onaylan\p{L}*|kazand\p{L}*)(?!\p{L})/iu,
};

const promisesIn = (text: string): Set<string> =>
  new Set(Object.entries(promises).flatMap(([name, words]) => (words.test(text) ? [name] : [])));
