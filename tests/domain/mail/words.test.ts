// the fixed words of e-mails: none is missing in any language, and none was left in English
import { describe, expect, it } from 'vitest';
import {
  leadMailLanguage,
  type MailLanguage,
  mailWords,
  staffMailLanguage,
} from '../../../domain/mail/words/index.ts';

type Tree = { [key: string]: Tree | string | ((...args: never[]) => string) };

/** Every sentence by its path; sentences with gaps are filled with marks. */
const sentences = (tree: Tree, path = ''): [path: string, sentence: string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function')
      return [[here, (value as (...marks: string[]) => string)('⟨1⟩', '⟨2⟩', '⟨3⟩')]];
    return sentences(value, here);
  });

const of = (language: MailLanguage) => new Map(sentences(mailWords[language] as unknown as Tree));
const english = of('en');
const languages = Object.keys(mailWords) as MailLanguage[];
const marksIn = (sentence: string): string[] => [...new Set(sentence.match(/⟨\d⟩/g) ?? [])].sort();

// words that are the same in two languages
const shared = new Set([
  'Status',
  'Budget',
  'neutral',
  'interested',
  'Re: ⟨1⟩',
  '⟨1⟩, ⟨2⟩',
  'E-Mail',
  'Website',
]);

describe.each(languages)('the words in %s', (language) => {
  const own = of(language);

  it('are all there, none empty, each with the same gaps', () => {
    expect([...own.keys()]).toEqual([...english.keys()]);
    for (const [path, sentence] of own) {
      expect(sentence.trim(), path).not.toBe('');
      expect(marksIn(sentence), path).toEqual(marksIn(english.get(path) ?? ''));
    }
  });
});

it.each(languages.filter((language) => language !== 'en'))(
  'no sentence in %s was left in English',
  (language) => {
    const left = [...of(language)].filter(
      ([path, words]) => english.get(path) === words && !shared.has(words),
    );
    expect(left.map(([path]) => path)).toEqual([]);
  },
);

describe('the language of an e-mail', () => {
  const speaks = (language: string, ...languages: string[]) => ({ language, languages });

  it.each([
    ['de', speaks('en', 'en', 'de'), 'de'],
    ['de-AT', speaks('en', 'en', 'de-DE'), 'de'],
    ['tr', speaks('en', 'en', 'de'), 'en'],
    ['xx', speaks('de', 'de'), 'de'],
    ['fr', speaks('fr', 'fr'), 'en'],
  ])('to a lead who speaks %s is theirs if the business speaks it', (lead, profile, expected) => {
    expect(leadMailLanguage(lead, profile)).toBe(expected);
  });

  it('to staff is the business’s, or English where there are no words for it', () => {
    expect(staffMailLanguage(speaks('tr', 'tr'))).toBe('tr');
    expect(staffMailLanguage(speaks('fr', 'fr'))).toBe('en');
  });
});
