import { expect, test } from 'vitest';
import { knownTexts } from '../../../domain/tenant/known.ts';
import type { CatalogueItem } from '../../../schema/contracts/tenant.ts';
import { testSettings } from '../../support/seed.ts';

const item: CatalogueItem = {
  key: 'golden',
  name: 'Golden Residency',
  category: 'residency',
  description: 'Residency by a fund.',
  rank: 2,
};
const known = (...catalogue: CatalogueItem[]) =>
  knownTexts({ ...testSettings('Alpha'), knowledge: [{ title: 'Office', text: 'In Dubai.' }], catalogue });

test('a talk knows what was written down, and then the catalogue by rank', () => {
  const titles = known(item, { ...item, name: 'Zulu', rank: 1 }, { ...item, name: 'Alpha', rank: 1 }).map(
    ({ title }) => title,
  );
  expect(titles).toEqual(['Office', 'Alpha', 'Zulu', 'Golden Residency']);
});

test('an item is told with everything that is known of it', () => {
  const minimum = { amountMinor: 28_000_000, currency: 'USD' };
  const whole = {
    ...item,
    country: 'PT',
    minimum,
    processingTime: '6 to 8 months',
    link: 'https://x.example/pt',
  };
  expect(known(whole)[1]).toEqual({
    title: 'Golden Residency',
    text: 'Residency by a fund. It is about Portugal. It asks for at least 280,000 USD. It takes 6 to 8 months. It belongs to: residency. More: https://x.example/pt',
  });
});

test.each([
  [{ amountMinor: 99_950, currency: 'EUR' }, '999.50 EUR'],
  [{ amountMinor: 5_000, currency: 'JPY' }, '5,000 JPY'],
  [{ amountMinor: 1_500, currency: 'KWD' }, '1.500 KWD'],
])('%j is written %s', (minimum, written) => {
  expect(known({ ...item, minimum })[1]?.text).toContain(`It asks for at least ${written}.`);
});
