import { describe, expect, test } from 'vitest';
import { isClearYes } from '../../../domain/talk/clear-yes.ts';

describe('a clear yes', () => {
  test.each([
    ['en', 'Yes'],
    ['en', 'Sure, go ahead.'],
    ['en', 'No problem'],
    ['en', 'Yes, I don’t mind'],
    ['en-GB', 'OK'],
    ['de', 'Ja, gerne'],
    ['de', 'Natürlich, kein Problem'],
    ['tr', 'Evet, tabii'],
    ['tr', 'Olur'],
    ['es', 'Sí, claro'],
    ['fr', 'D’accord'],
    ['ar', 'نعم'],
    ['hi', 'हाँ'],
    // people answer in English to whatever they were asked in
    ['de', 'Okay, yes'],
    ['ja', 'Yes'],
  ])('is heard (%s): %s', (language, text) => expect(isClearYes(text, language)).toBe(true));

  test.each([
    ['en', 'No'],
    ['en', 'I would rather not'],
    ['en', 'Yes, but only if you delete it'],
    ['en', 'Sure you can’t do without?'],
    ['en', 'Yes, what is it about?'],
    ['en', 'I don’t want that, ok'],
    ['en', 'Who is speaking'],
    ['en', 'Yesterday I was away'],
    ['de', 'Nein danke'],
    ['de', 'Ja, lieber nicht'],
    ['tr', 'Hayır, istemiyorum'],
    ['tr', 'Tamam değil'],
    ['tr', 'Evet ama kaydetmeyin'],
    ['ja', 'はい'],
    ['en', '[key 1]'],
    ['en', ''],
  ])('is not heard (%s): %s', (language, text) => expect(isClearYes(text, language)).toBe(false));
});
