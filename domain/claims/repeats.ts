/** The words of a text in small letters, without what stands between them. */
export const plainWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether so many words in a row of one text stand in the other. */
export const repeats = (text: string, source: string, length: number): boolean => {
  const said = ` ${plainWords(source).join(' ')} `;
  const words = plainWords(text);
  return words.some(
    (_, at) => at + length <= words.length && said.includes(` ${words.slice(at, at + length).join(' ')} `),
  );
};
