// What staff type to find a lead.
import { expect, test } from 'vitest';
import { searchTerms } from '../../../domain/leads/search.ts';

test.each(['07700 900-123', '7700900123', '0 77 00/90.01 23', '(07700) 900123'])(
  '%s is one part of a number, without the 0 in front',
  (typed) => expect(searchTerms(typed)).toEqual([{ words: typed, digits: '7700900123', address: null }]),
);

test.each(['+44 7700 900123', '0044 7700 900123', '+44 (0)7700-900123'])('%s is a whole number', (typed) =>
  expect(searchTerms(typed).map(({ digits }) => digits)).toEqual(['447700900123']),
);

test('each word is a part of its own, and a number among words is one too', () => {
  expect(searchTerms('  José   0123 x1 ')).toEqual([
    { words: 'José', digits: null, address: null },
    { words: '0123', digits: '123', address: null },
    { words: 'x1', digits: null, address: null },
  ]);
});

test('two digits are no number, and nothing is no part', () => {
  expect(searchTerms('0 12')).toEqual([
    { words: '0', digits: null, address: null },
    { words: '12', digits: null, address: null },
  ]);
  expect(searchTerms('   ')).toEqual([]);
});

test.each([
  ['jose@Sea.example', 'jose@sea.example'],
  ['@SEA', '@sea'],
  ['sea.example', 'sea.example'],
])('%s may be a part of an e-mail address', (typed, address) =>
  expect(searchTerms(typed)).toEqual([{ words: typed, digits: null, address }]),
);
