export type PathMatch = (path: string) => Record<string, string> | null;

/** Compiles `/Calls/:sid.json` or `/files/*rest`; names are letters and digits, values are decoded. */
export function compilePath(pattern: string): PathMatch {
  const names: string[] = [];
  const source = pattern.replace(/[.()$+?^[\]{}|\\]|([:*])(\w+)/g, (whole, sign?: string, name?: string) => {
    if (!sign || !name) return `\\${whole}`;
    names.push(name);
    return sign === ':' ? '([^/]+?)' : '(.+)';
  });
  const expression = new RegExp(`^${source}/?$`);
  return (path) => {
    const match = expression.exec(path);
    if (!match) return null;
    try {
      return Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]),
      );
    } catch {
      // a broken percent sign
      return null;
    }
  };
}
