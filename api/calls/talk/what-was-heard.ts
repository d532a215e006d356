const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** How many characters of `text` make up its first `length` characters after `plain`. */
const lengthOf = (text: string, length: number): number => {
  for (let end = 0; end <= text.length; end++) {
    if (plain(text.slice(0, end)).length >= length) return end;
  }
  return text.length;
};

/**
 * What a lead heard of an utterance that was interrupted: each piece cut to where the voice stopped, pieces after it
 * empty. The vendor may report the whole utterance or only its last sentence, so the end of the report is looked for.
 */
export const whatWasHeard = (spoken: string[], utteranceUntilInterrupt: string): string[] => {
  const reported = plain(utteranceUntilInterrupt);
  if (!reported) return spoken.map(() => '');
  const whole = spoken.join(' ');
  const found = plain(whole).indexOf(reported);
  // words that we never sent were still heard: the report is the only witness
  if (found < 0) return spoken.map((_, i) => (i === spoken.length - 1 ? utteranceUntilInterrupt.trim() : ''));
  let left = lengthOf(whole, found + reported.length);
  return spoken.map((piece) => {
    const heard = piece.slice(0, Math.max(0, left)).trimEnd();
    left -= piece.length + 1;
    return heard;
  });
};
