import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** A number as it is kept: E.164, and the country in whose zones it may ring. */
export interface Phone {
  number: string;
  /** null for a number that belongs to no single country */
  country: string | null;
}

/** Reads a number as people type it, national ones as in `country`; null when nobody has such a number. */
export const normalisePhone = (text: string, country: string): Phone | null => {
  const home = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  // people write 0044 where the dialling code of their own country for abroad is another
  const typed = text.trim().replace(/^00/, '+');
  const parsed = parsePhoneNumberFromString(
    typed,
    home ? { defaultCountry: home, extract: false } : { extract: false },
  );
  if (!parsed?.isValid() || parsed.ext) return null;
  return { number: parsed.number, country: parsed.country ?? null };
};

const mostNumbers = 5;
// a number further down belongs to what is quoted
const longestText = 5_000;

/** The phone numbers (E.164) that a text names, the first few of them, each once. */
export const phonesIn = (text: string, country: string): string[] => {
  const home = isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {};
  const found = findPhoneNumbersInText(text.slice(0, longestText), home).map(({ number }) => number.number);
  return [...new Set<string>(found)].slice(0, mostNumbers);
};
