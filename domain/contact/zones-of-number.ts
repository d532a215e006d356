import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { zonesByCountry } from './zones-by-country.ts';
import { prefixesByZones } from './zones-by-prefix.ts';

/** Where a number may ring. */
export interface NumberZones {
  /** every zone in which it may ring; none when the number tells nothing */
  zones: readonly string[];
  /** the zone in which most numbers like it are used */
  likely: string | null;
}

// mobile numbers begin with an area code in these countries as well, by their calling code
const mobilesWithArea = ['52', '54', '55', '62', '86'];

const zonesByPrefix = new Map(
  Object.entries(prefixesByZones).flatMap(([zones, prefixes]) =>
    prefixes.split(' ').map((prefix) => [prefix, zones.split(' ')] as const),
  ),
);
const longestPrefix = Math.max(...[...zonesByPrefix.keys()].map(({ length }) => length));

const zonesOfArea = (digits: string): readonly string[] => {
  for (let length = longestPrefix; length > 0; length -= 1) {
    const zones = zonesByPrefix.get(digits.slice(0, length));
    if (zones) return zones;
  }
  return [];
};

/** The zones in use in a country (ISO 3166 alpha-2); none when the country is not known. */
export const zonesOfCountry = (country: string | null | undefined): readonly string[] =>
  (country && zonesByCountry[country.toUpperCase()]?.split(' ')) || [];

/**
 * Every zone in which an E.164 number may ring. A number with an area is at home there; one without (a mobile number in
 * most countries, a free-phone number) may ring anywhere in its country.
 */
export const zonesOfNumber = (number: string | null | undefined): NumberZones => {
  const parsed = number ? parsePhoneNumberFromString(number) : undefined;
  if (!parsed) return { zones: [], likely: null };
  const type = parsed.getType();
  const hasArea =
    type === 'FIXED_LINE' ||
    type === 'FIXED_LINE_OR_MOBILE' ||
    (type === 'MOBILE' && mobilesWithArea.includes(parsed.countryCallingCode));
  const ofArea = zonesOfArea(parsed.number.slice(1));
  const ofCountry = zonesOfCountry(parsed.country);
  const zones = hasArea && ofArea.length > 0 ? ofArea : ofCountry;
  return { zones, likely: ofArea[0] ?? (ofCountry.length === 1 ? (ofCountry[0] ?? null) : null) };
};
