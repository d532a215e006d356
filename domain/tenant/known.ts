import type { CatalogueItem, TenantSettings } from '../../schema/contracts/tenant.ts';

/** A text that a talk or a reply may rest on. */
export interface KnownText {
  title: string;
  text: string;
}

/** Everything that a business knows of itself, for talks and replies: what it wrote down, and its catalogue in its order. */
export const knownTexts = ({ knowledge, catalogue = [] }: TenantSettings): KnownText[] => [
  ...knowledge,
  ...inRank(catalogue).map((item) => ({ title: item.name, text: textOf(item) })),
];

/** The items of a catalogue, the one that is to be offered first at the top. */
export const inRank = (catalogue: readonly CatalogueItem[]): CatalogueItem[] => catalogue.toSorted(byRank);

/** The order of a catalogue, in which no two items have the same place. */
export const byRank = (a: CataloguePlace, b: CataloguePlace): number =>
  a.rank - b.rank || compare(a.name, b.name) || compare(a.key, b.key);

export type CataloguePlace = Pick<CatalogueItem, 'rank' | 'name' | 'key'>;

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

const countries = new Intl.DisplayNames(['en'], { type: 'region' });

// in sentences, because it is said aloud
const textOf = ({ description, category, country, minimum, processingTime, link }: CatalogueItem): string =>
  [
    description,
    ...(country ? [`It is about ${countries.of(country) ?? country}.`] : []),
    ...(minimum ? [`It asks for at least ${amount(minimum)}.`] : []),
    ...(processingTime ? [`It takes ${processingTime}.`] : []),
    `It belongs to: ${category}.`,
    ...(link ? [`More: ${link}`] : []),
  ].join(' ');

/** `280,000 USD`: the currency in the form in which claims about it are found. */
const amount = ({ amountMinor, currency }: NonNullable<CatalogueItem['minimum']>): string => {
  const digits = fractionDigits(currency);
  const major = amountMinor / 10 ** digits;
  const written = new Intl.NumberFormat('en', {
    minimumFractionDigits: Number.isInteger(major) ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(major);
  return `${written} ${currency}`;
};

const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Whether this is the code of a currency that somebody pays with: only then its smallest unit is known. */
export const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);
