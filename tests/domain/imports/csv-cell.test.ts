import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvLine, withoutApostrophe } from '../../../domain/imports/csv-cell.ts';
import { spreadsheetDelimiter } from '../../../domain/imports/delimiter.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+447700900123', "'+447700900123"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  ['＝1+1', "'＝1+1"],
  ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
  ['O"Neil', '"O""Neil"'],
  ['a;b', '"a;b"'],
  ['plain', 'plain'],
  ["'quoted", "'quoted"],
  [-3, '-3'],
  [null, ''],
])('the cell %j is written as %j', (value, written) => {
  expect(csvCell(value)).toBe(written);
});

test('no text whatever is written so that a spreadsheet would run it, and reading gives back what it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const written = csvCell(text);
      expect(written).not.toMatch(/^"?[=+\-@\t\r\n＝＋－＠]/u);
      const cell = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(withoutApostrophe(cell)).toBe(text.startsWith("'") ? withoutApostrophe(text) : text);
    }),
  );
});

test('a line ends as RFC 4180 has it', () => {
  expect(csvLine(['a', 1, null, 'b,c'])).toBe('a,1,,"b,c"\r\n');
});

test.each(['en', 'en-GB', 'ar', 'ja'])('%s: spreadsheets expect commas', (language) => {
  expect(spreadsheetDelimiter(language)).toBe(',');
});

test.each(['de', 'de-AT', 'tr', 'fr', 'ES'])('%s: spreadsheets expect semicolons', (language) => {
  expect(spreadsheetDelimiter(language)).toBe(';');
  expect(csvLine(['a', 1.5, 'b;c'], ';')).toBe('a;1.5;"b;c"\r\n');
});
