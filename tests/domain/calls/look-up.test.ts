// When a call of whose end nobody tells is looked up at the vendor.
import { expect, it } from 'vitest';
import { lookAgainAfterMs, lookUpAfterMs } from '../../../domain/calls/look-up.ts';
import { testSettings } from '../../support/seed.ts';

const { calling } = testSettings('Lookout');

it.each<[string, string | undefined, first: number, again: number]>([
  ['two minutes, and every minute, when the tenant says nothing', undefined, 120_000, 60_000],
  ['what the tenant says, and as often', '20 seconds', 20_000, 20_000],
  ['a long time, but every minute from then on', '10 minutes', 600_000, 60_000],
])('%s', (_, lookUpAfter, first, again) => {
  const settings = { calling: { ...calling, ...(lookUpAfter && { lookUpAfter }) } };
  expect(lookUpAfterMs(settings)).toBe(first);
  expect(lookAgainAfterMs(settings)).toBe(again);
});
