const placeholder = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

/** The placeholders that a tenant's own words may hold, by where the words stand. */
export const placeholders = {
  talk: ['firstName', 'agentName', 'business'],
  followUp: ['firstName', 'business'],
} as const;

/** The placeholders of a text that are not among the known ones. */
export const unknownPlaceholders = (words: string, known: readonly string[]): string[] =>
  [...words.matchAll(placeholder)].map(([, name]) => name ?? '').filter((name) => !known.includes(name));

/**
 * Fills the `{{placeholders}}` of a tenant's own words, and closes the gap that an empty one leaves before a comma or a
 * full stop. Throws an error that names a placeholder that is not known.
 */
export const fillIn = (words: string, values: Record<string, string>): string => {
  const [unknown] = unknownPlaceholders(words, Object.keys(values));
  if (unknown)
    throw new RangeError(`unknown placeholder {{${unknown}}}; known: ${Object.keys(values).join(', ')}`);
  return words
    .replaceAll(placeholder, (_, name: string) => values[name] ?? '')
    .replaceAll(/ +([,.!?])/g, '$1');
};
