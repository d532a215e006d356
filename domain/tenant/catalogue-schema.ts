import type { CatalogueItem } from '../../schema/contracts/tenant.ts';
import { isCurrency } from './known.ts';
import { count, list, name, object, text } from './schema-parts.ts';
import type { SettingsProblem } from './settings-problem.ts';

const item = object(
  {
    key: name,
    name: text(200),
    category: text(80),
    country: { type: 'string', pattern: '^[A-Z]{2}$', description: 'a country code such as "GB"' },
    description: text(2_000),
    minimum: object({
      amountMinor: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'a currency code such as "EUR"' },
    }),
    processingTime: text(120),
    link: {
      type: 'string',
      format: 'uri',
      pattern: '^https://',
      description: 'an address that begins with https://',
    },
    rank: count(10_000),
  },
  ['country', 'minimum', 'processingTime', 'link'],
);

export const catalogue = list(item);

/** What the form of a catalogue does not say: keys are not used twice, and somebody pays with the currencies. */
export const catalogueProblems = (items: readonly CatalogueItem[] = []): SettingsProblem[] =>
  items.flatMap(({ key, minimum }, index) => {
    const path = `/catalogue/${index}`;
    const isTwice = items.findIndex((other) => other.key === key) < index;
    return [
      ...(isTwice ? [{ path: `${path}/key`, expected: 'a key that is not used twice' }] : []),
      ...(minimum && !isCurrency(minimum.currency)
        ? [{ path: `${path}/minimum/currency`, expected: 'a currency code such as "EUR"' }]
        : []),
    ];
  });
