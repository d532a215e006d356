// the vendor of the voice reads the narrow spaces of Intl as letters
const plainSpaces = (text: string): string => text.replaceAll(/[\u202f\u00a0\u2009]/g, ' ');

const localeOf = (language: string): string => {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
};

// English without a region would put the month first, as only some of its speakers do
const spokenLocale = (language: string): string => (language === 'en' ? 'en-GB' : localeOf(language));

const format = (at: string, language: string, options: Intl.DateTimeFormatOptions): string => {
  const date = new Date(at);
  // two slots of the same minute must sound different
  const seconds: Intl.DateTimeFormatOptions = date.getUTCSeconds() > 0 ? { second: '2-digit' } : {};
  return plainSpaces(
    new Intl.DateTimeFormat(spokenLocale(language), { ...options, ...seconds }).format(date),
  );
};

const dayAndTime: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: 'numeric',
  minute: '2-digit',
};

/** A time as it is spoken to the lead, by their own clock: `Tuesday 24 November at 14:30`. */
export const spokenTime = (at: string, timeZone: string, language: string): string =>
  format(at, language, { ...dayAndTime, timeZone });

/** A time as it is written, with the year and the zone: nobody hears where the sender is. */
export const writtenTime = (at: string, timeZone: string, language: string): string =>
  format(at, language, { ...dayAndTime, year: 'numeric', timeZoneName: 'short', timeZone });
