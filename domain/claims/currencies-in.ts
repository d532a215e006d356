/** How a currency is said, in the languages that tenants speak. */
const said: Readonly<Record<string, RegExp>> = {
  GBP: /£|\b(gbp|pounds?|quid|sterling|pfund|livres? sterling|libras?|sterline?|sterlin)(?!\p{L})/iu,
  EUR: /€|\b(eur|euros?|euro'?[a-zıüö]{0,4}|avro)(?!\p{L})/iu,
  USD: /(?<![A-Z])\$|\b(usd|us ?dollars?|dollars?|dólares|dollari|dolar[a-zı]{0,4}|bucks)(?!\p{L})/iu,
  CAD: /\b(cad|canadian dollars?|kanadische dollar|kanada doları)(?!\p{L})/iu,
  AUD: /\b(aud|australian dollars?|australische dollar|avustralya doları)(?!\p{L})/iu,
  NZD: /\b(nzd|new zealand dollars?)(?!\p{L})/iu,
  TRY: /₺|\b(try|tl|liras?|lira[a-zı]{0,4})(?!\p{L})/iu,
  INR: /₹|\b(inr|rs\.?|rupees?|rupien|roupies|rupias|rupi)(?!\p{L})/iu,
  AED: /\b(aed|dirhams?|dirhem)(?!\p{L})/iu,
  CHF: /\b(chf|swiss francs?|franken|francs? suisses?)(?!\p{L})/iu,
};

/** The currencies that a text names (ISO 4217). */
export const currenciesIn = (text: string): Set<string> =>
  new Set(Object.entries(said).flatMap(([code, words]) => (words.test(text) ? [code] : [])));

/** How many of a currency's smallest units make one: 100 for most, 1 for the yen. */
export const minorUnitsOf = (currency: string): number => {
  try {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return 10 ** maximumFractionDigits;
  } catch {
    // no currency at all: whatever is counted in it is in nobody's words
    return Number.NaN;
  }
};
