import { expect, test } from 'vitest';
import { passwordProblem, spelled } from '../../../domain/staff/password-rules.ts';

const owner = { email: 'ada.lovelace@engines.example', name: 'Ada Lovelace', businessName: 'Engines Ltd' };
const problem = (password: string) => passwordProblem(password, owner);

test.each([
  'correct horse battery staple',
  'alllowercaseletters',
  '8305917264 4471',
  'Ada likes her quiet garden',
  'пароль моей бабушки',
  '🦊🐢🦉🐝🐙🦋🐞🐬🦭🦔🦚🦜',
  `${'x'.repeat(60)} nice and long`,
])('%s is a password: no kinds of characters are asked for', (password) => {
  expect(problem(password)).toBeNull();
});

test('is at least 12 and at most 128 characters long, however many bytes they take', () => {
  expect(problem('eleven char')).toMatch(/at least 12/);
  expect(problem('🦊🐢🦉🐝🐙🦋')).toMatch(/at least 12/);
  expect(problem('twelve chars')).toBeNull();
  const long = 'twelve chars'.padEnd(128, 'ü');
  expect(problem(long)).toBeNull();
  expect(problem(`${long}ü`)).toMatch(/at most 128/);
});

test.each([
  ['the e-mail address', 'ada.lovelace@engines.example'],
  ['the e-mail address with something behind', 'Ada.Lovelace@Engines.example1!'],
  ['the name', 'Lovelace  Ada 1815'],
  ['the business', 'EnginesLtd2026'],
  ['a word that everybody takes', 'Password-2026'],
  ['two of them', 'passwordpassword'],
  ['rows of keys', '123456789012'],
  ['rows of keys backwards', '0987654321qwerty'],
  ['more rows of keys', 'qwertyuiopasdf'],
  ['few characters', 'aaaaaaaaaaaabc'],
  ['accents on the name', 'Àdá Lôvèlàce 1'],
])('%s is no password', (_what, password) => {
  expect(problem(password)).toMatch(/^expected more than/);
});

test('a letter and its accent are spelt as one, whichever keyboard wrote them', () => {
  expect(spelled('u\u0308ber')).toBe('\u00fcber');
});
