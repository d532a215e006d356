import { getCountries } from 'libphonenumber-js/max';

/** The codes (ISO 3166-1) of all countries that have telephone numbers. */
export const countries: readonly string[] = getCountries();
