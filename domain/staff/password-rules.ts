/** As many characters a password has at least and at most: of length it is strong, not of what characters it mixes. */
export const shortestPassword = 12;
export const longestPassword = 128;

/** Whose password it is: what everybody knows of them guesses it first. */
export interface PasswordOwner {
  email: string;
  name: string;
  businessName: string;
}

/** How a password is spelt before it is hashed: keyboards write one letter in several ways. */
export const spelled = (password: string): string => password.normalize('NFKC');

const fewestOthers = 6;
const fewestDifferent = 5;

/** What people and attackers come upon first, of the length that we ask for. */
const everybodys = [
  ...['password', 'passwort', 'contrasena', 'motdepasse', 'letmein', 'welcome', 'leadline', 'iloveyou'],
  ...['admin', 'qwerty', 'changeme', 'secret', 'trustno', 'monkey', 'dragon', 'football', 'sunshine'],
];
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
];

/**
 * What is wrong with a new password, as a sentence that ends "expected …", or null. It has to be long, and more than the
 * person's own names, a row of keys or a word that everybody takes, with something put around it. No kinds of characters
 * are asked for (NIST SP 800-63B).
 */
export const passwordProblem = (password: string, owner: PasswordOwner): string | null => {
  const characters = [...spelled(password)];
  if (characters.length < shortestPassword) return `expected at least ${shortestPassword} characters`;
  if (characters.length > longestPassword) return `expected at most ${longestPassword} characters`;
  if (new Set(characters).size < fewestDifferent) return 'expected more than a few characters repeated';
  const folded = fold(password);
  const left = withoutRows(without(folded, ownWords(owner)));
  // of a password in signs or another script nothing is folded away, and nothing was guessable by these words
  if (left.length < folded.length && [...left].length < fewestOthers)
    return 'expected more than names, common words and rows of keys';
  return null;
};

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}|\s/gu, '');

const ownWords = ({ email, name, businessName }: PasswordOwner): string[] =>
  [email, ...email.split(/[@.+_-]/), name, ...name.split(/\s+/), businessName, ...businessName.split(/\s+/)]
    .map(fold)
    .filter((word) => word.length >= 3)
    .concat(everybodys)
    // the whole before its parts
    .sort((a, b) => b.length - a.length);

const without = (text: string, words: readonly string[]): string =>
  words.reduce((rest, word) => rest.replaceAll(word, ''), text);

/** Without the stretches of four and more that follow a row of keys, forwards or backwards. */
const withoutRows = (text: string): string => {
  let rest = text;
  for (const row of rows.flatMap((each) => [each, [...each].reverse().join('')]))
    for (let length = row.length; length >= 4; length -= 1)
      for (let from = 0; from + length <= row.length; from += 1)
        rest = rest.replaceAll(row.slice(from, from + length), '');
  return rest;
};
