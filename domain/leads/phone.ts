import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

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
