import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvLine, withoutApostrophe } from '../../../domain/imports/csv-cell.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+447700900123', "'+447700900123"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
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
      expect(written).not.toMatch(/^"?[=+\-@\t\r]/);
      const cell = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(withoutApostrophe(cell)).toBe(text.startsWith("'") ? withoutApostrophe(text) : text);
    }),
  );
});

test('a line ends as RFC 4180 has it', () => {
  expect(csvLine(['a', 1, null, 'b,c'])).toBe('a,1,,"b,c"\r\n');
});
