import { describe, expect, test } from 'vitest';
import { delimiterOf, headerLine } from '../../../domain/imports/delimiter.ts';
import { guessColumns, mapColumns } from '../../../domain/imports/guess-columns.ts';
import { yesOrNo } from '../../../domain/imports/yes-or-no.ts';

describe('the columns of a file', () => {
  test.each([
    [['Name', 'Phone', 'E-Mail'], { name: 0, phone: 1, email: 2 }],
    [
      ['Vorname', 'Nachname', 'Telefonnummer', 'E-Mail-Adresse', 'Zuständig'],
      { firstName: 0, lastName: 1, phone: 2, email: 3, assignedTo: 4 },
    ],
    [
      ['Ad', 'Soyad', 'Cep Telefonu', 'E-posta', 'Ülke', 'Dil'],
      { firstName: 0, lastName: 1, phone: 2, email: 3, country: 4, language: 5 },
    ],
    [
      ['first_name', 'lastName', 'MOBILE', 'EMAIL ADDRESS', 'consent_at'],
      { firstName: 0, lastName: 1, phone: 2, email: 3, consentAt: 4 },
    ],
    [['Phone', 'Mobile'], { phone: 0 }],
    [['Shoe size', ''], {}],
  ])('headed %j are guessed', (header, mapping) => {
    expect(guessColumns(header)).toEqual(mapping);
  });

  test('are what somebody says they are, and besides what is guessed', () => {
    const header = ['Kontakt', 'Phone', 'Mobile', 'Interest'];
    expect(mapColumns(header, { name: 'Kontakt', phone: 'Mobile', interest: '' })).toEqual({
      mapping: { name: 0, phone: 2 },
      problems: [],
    });
    expect(mapColumns(['Phone'], { note: 'Phone' }).mapping).toEqual({ note: 0 });
  });

  test('that are not there are said to be missing', () => {
    const { problems } = mapColumns(['Phone'], { email: 'Mail', shoe: 'Phone' });
    expect(problems).toEqual([
      { column: 'email', expected: 'a heading of the file' },
      { column: 'shoe', expected: expect.stringContaining('firstName') },
    ]);
  });
});

test.each([
  ['a,b,c', ','],
  ['a;b;c', ';'],
  ['a\tb\tc', '\t'],
  ['"Last, first";phone;"a,b,c,d"', ';'],
  ['alone', ','],
])('the header %j is delimited by %j', (header, delimiter) => {
  expect(delimiterOf(header)).toBe(delimiter);
});

test.each([
  ['a,b\r\n1,2', 'a,b'],
  ['"a\nb",c\n1', '"a\nb",c'],
  ['a,b', null],
  ['"a\n', null],
])('of %j the header is %j', (text, header) => {
  expect(headerLine(text)).toBe(header);
});

test.each([
  ['Yes', 'yes'],
  [' JA ', 'yes'],
  ['evet', 'yes'],
  ['1', 'yes'],
  ['0', 'no'],
  ['hayır', 'no'],
  ['maybe', null],
])('%j means %j', (text, meaning) => {
  expect(yesOrNo(text)).toBe(meaning);
});
