const regions: Record<string, string> = {
  ar: 'ar-AE',
  de: 'de-DE',
  en: 'en-US',
  es: 'es-ES',
  fr: 'fr-FR',
  hi: 'hi-IN',
  it: 'it-IT',
  nl: 'nl-NL',
  pt: 'pt-PT',
  ru: 'ru-RU',
  tr: 'tr-TR',
};

/** A language as voices know it, with a region: `de` → `de-DE`. One that we have no region for stays as it is. */
export const speechLanguage = (language: string): string =>
  language.includes('-') ? language : (regions[language.toLowerCase()] ?? language);
