// rules as tables
import { describe, expect, it } from 'vitest';
import { currenciesIn, minorUnitsOf } from '../../../domain/claims/currencies-in.ts';
import { datesIn } from '../../../domain/claims/dates-in.ts';
import { numbersAreAmong, numbersIn } from '../../../domain/claims/numbers-in.ts';

describe('numbers', () => {
  it.each([
    ['en', 'about 20,000', [20_000, 20]],
    ['en', '20k', [20_000, 20]],
    ['en', '1.5 million', [1_500_000, 1.5]],
    ['en', 'twenty thousand', [20_000]],
    ['en', 'two hundred and fifty', [250]],
    ['en', 'twenty-five', [25]],
    ['en', 'five lakh', [500_000]],
    ['en', 'one of our consultants', []],
    ['en', 'come on in', []],
    ['de', 'zwanzigtausend', [20_000]],
    ['de', 'fünfundzwanzig', [25]],
    ['de', 'Achtung, ich bin elfenhaft', []],
    ['de', 'zwei Millionen', [2_000_000]],
    ['fr', 'quatre-vingt-dix', [90]],
    ['fr', 'vingt mille', [20_000]],
    ['es', 'treinta y cinco mil', [35_000]],
    ['it', 'ventimila', [20_000]],
    ['tr', 'yirmi bin', [20_000]],
    ['tr', 'on beş', [15]],
    ['en', 'on bin', []],
    ['en-GB', 'at 14:30', [14, 30]],
  ])('in %s: “%s” names %j', (language, text, numbers) =>
    expect([...numbersIn(text, [language])].sort()).toEqual([...numbers].sort()),
  );

  it.each([
    ['20,000', 'twenty thousand', true],
    ['20.000', '20000', true],
    ['20,000 and 5', 'twenty thousand', false],
    ['nothing', '', true],
  ])('of “%s” are among those of “%s”: %s', (text, known, among) =>
    expect(numbersAreAmong(text, numbersIn(known, ['en']), ['en'])).toBe(among),
  );
});

describe('currencies', () => {
  it.each([
    ['twenty pounds', ['GBP']],
    ['£20', ['GBP']],
    ['8000 euro’dan', ['EUR']],
    ['20 Euro', ['EUR']],
    ['zwanzig Pfund', ['GBP']],
    ['yirmi bin lira', ['TRY']],
    ['I compound it', []],
    ['20 dollars', ['USD']],
  ])('“%s” names %j', (text, codes) => expect([...currenciesIn(text)]).toEqual(codes));

  it('know their smallest units', () => {
    expect([minorUnitsOf('GBP'), minorUnitsOf('JPY')]).toEqual([100, 1]);
    expect(minorUnitsOf('pounds')).toBeNaN();
  });
});

describe('days and months', () => {
  it.each([
    ['en', 'in September', ['month9']],
    ['en', 'I may come', []],
    ['en', 'in May', ['month5']],
    ['en', 'on Tuesday, or tomorrow', ['weekday2', 'day1']],
    ['de', 'am Dienstag im September', ['month9', 'weekday2']],
    ['tr', 'eylülde, salı günü', ['month9', 'weekday2']],
    ['en', 'they decided', []],
  ])('in %s: “%s” names %j', (language, text, marks) =>
    expect([...datesIn(text, [language])]).toEqual(marks),
  );
});
