/** A text cut after its sentences; a dot within a number or behind a single letter ends none. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?…])(?<!\b\p{L}\.)\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
