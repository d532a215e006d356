export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

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
