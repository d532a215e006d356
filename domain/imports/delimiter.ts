export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

// where a comma stands before the decimals, spreadsheets take a semicolon between cells, and a file of commas for one column
const withDecimalComma = [
  'de',
  'tr',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'ru',
  'uk',
  'cs',
  'el',
  'ro',
  'sv',
  'da',
  'fi',
  'nb',
  'hu',
  'bg',
];

/** What spreadsheets expect between cells where this language is spoken. */
export const spreadsheetDelimiter = (language: string): Delimiter =>
  withDecimalComma.includes(language.toLowerCase().split('-')[0] ?? '') ? ';' : ',';

/** The header's line: everything before the first line break that stands outside quotes; null while there is none. */
export const headerLine = (text: string): string | null => {
  let quoted = false;
  for (const [place, character] of [...text].entries()) {
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === '\n' || character === '\r')) return [...text].slice(0, place).join('');
  }
  return null;
};

/** What stands between the cells of a file, by its header: what is there most often outside quotes; a comma otherwise. */
export const delimiterOf = (header: string): Delimiter => {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const often = (delimiter: Delimiter): number => bare.split(delimiter).length;
  return delimiters.reduce((best, next) => (often(next) > often(best) ? next : best));
};
