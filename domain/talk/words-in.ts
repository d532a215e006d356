const words = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

// small words prove nothing: they occur in every talk
const proves = (word: string): boolean => word.length > 2 || /\d/.test(word);

/** How many of an answer's words must have been said: models correct grammar, they may not add facts. */
const share = 0.6;

/** Whether a text is made of words that occur in what was said. A number counts only when it was said as it stands. */
export const wordsIn = (text: string, said: string): boolean => {
  const spoken = new Set(words(said));
  const all = words(text);
  if (all.length === 0) return false;
  const telling = all.filter(proves);
  const checked = telling.length > 0 ? telling : all;
  if (checked.some((word) => /\d/.test(word) && !spoken.has(word))) return false;
  return checked.filter((word) => spoken.has(word)).length >= Math.ceil(checked.length * share);
};
