import { expect, test } from 'vitest';
import { daysOf, usagePeriod } from '../../../domain/usage/usage-period.ts';

test.each([
  [{ month: '2026-11' }, { from: '2026-11-01', to: '2026-11-30' }],
  [{}, { from: '2026-11-01', to: '2026-11-30' }],
  [{ month: '2028-02' }, { from: '2028-02-01', to: '2028-02-29' }],
  [
    { from: '2026-12-31', to: '2027-01-01' },
    { from: '2026-12-31', to: '2027-01-01' },
  ],
  [
    { from: '2028-01-01', to: '2028-12-31' },
    { from: '2028-01-01', to: '2028-12-31' },
  ],
])('%j is a period', (asked, period) => {
  expect(usagePeriod(asked, '2026-11-26')).toEqual(period);
});

test.each([
  { month: '2026-13' },
  { month: '2026-11', from: '2026-11-01' },
  { from: '2026-11-01' },
  { from: '2026-02-31', to: '2026-03-01' },
  { from: '2026-11-02', to: '2026-11-01' },
  { from: '2026-01-01', to: '2027-01-02' },
])('%j is none, and it is said what is', (asked) => {
  expect(usagePeriod(asked, '2026-11-26')).toEqual({
    expected: expect.stringMatching(/^(month|from and to|to): /),
  });
});

test('a period has all of its days, over the change of a month', () => {
  expect(daysOf({ from: '2028-02-28', to: '2028-03-01' })).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ]);
});
