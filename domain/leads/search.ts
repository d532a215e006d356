/** One part of a search; a lead is found when every part is. */
export interface SearchTerm {
  /** as it was typed, to be looked for in the lead's words */
  words: string;
  /** the digits that a phone number (E.164) holds, when this may be a part of one */
  digits: string | null;
  /** the part as e-mail addresses are kept, when it may be of one */
  address: string | null;
}

// two digits are in nearly every number
const fewestDigits = 3;
const numberOnly = /^[+\d\s()./-]+$/;

// any word may be of an address, but addresses are looked through for those alone that look like a part of one
const addressOf = (typed: string): string | null => (/[@.]/.test(typed) ? typed.toLowerCase() : null);

/** The digits as E.164 has them: without the 0 or 00 in front and without a "(0)". */
const digitsOf = (typed: string): string | null => {
  if (!numberOnly.test(typed)) return null;
  const digits = typed.replaceAll(/\(0\)|\D/g, '').replace(/^0+/, '');
  return digits.length >= fewestDigits ? digits : null;
};

/** The parts of what somebody typed: a phone number is one part, however it is spaced; else each word is. */
export const searchTerms = (typed: string): SearchTerm[] => {
  const words = typed.trim().replaceAll(/\s+/g, ' ');
  if (words === '') return [];
  const digits = digitsOf(words);
  if (digits) return [{ words, digits, address: null }];
  return words.split(' ').map((word) => ({ words: word, digits: digitsOf(word), address: addressOf(word) }));
};
