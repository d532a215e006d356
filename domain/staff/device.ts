// the first that matches: browsers name those before them as well
const programs: [name: string, sign: RegExp][] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\b(OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
  ['curl', /^curl\//],
];
const systems: [name: string, sign: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

const nameOf = (table: typeof programs, userAgent: string): string | undefined =>
  table.find(([, sign]) => sign.test(userAgent))?.[0];

/**
 * With what somebody signed in, in two words by which they know it again: "Firefox, Windows". Of the header nothing else is
 * kept. Null when neither is known.
 */
export const deviceOf = (userAgent: string | undefined): string | null => {
  if (!userAgent) return null;
  const names = [nameOf(programs, userAgent), nameOf(systems, userAgent)].filter(
    (name) => name !== undefined,
  );
  return names.length > 0 ? names.join(', ') : null;
};
