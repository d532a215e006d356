/**
 * A place in the log of changes. Transactions end in another order than they begin, so it is a snapshot of PostgreSQL
 * (`xmin:xmax:running,…`): everything of transactions that it sees is before the place. Within a page it is two of them
 * and the change up to which the page was told.
 */
export interface Place {
  /** of which log it is: a crash of the server begins another one */
  epoch: string;
  since: string;
  /** the page that is being told: what `upto` sees and `since` does not */
  page: { upto: string; xid: string; kind: string; ref: string } | null;
}

const snapshot = String.raw`\d{1,18}:\d{1,18}:[\d,]*`;
const uuid = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
const written = new RegExp(`^(${uuid})/(${snapshot})(?:/(${snapshot})/(\\d{1,18})/([a-z]+)/(${uuid}))?$`);
const longest = 8_000;

export const cursorOf = ({ epoch, since, page }: Place): string =>
  [epoch, since, ...(page ? [page.upto, page.xid, page.kind, page.ref] : [])].join('/');

/** The place of a cursor; null for anything that was never given out. */
export const placeOf = (cursor: string | null): Place | null => {
  if (!cursor || cursor.length > longest) return null;
  const [, epoch, since, upto, xid, kind, ref] = written.exec(cursor) ?? [];
  if (!epoch || !since) return null;
  return { epoch, since, page: upto && xid && kind && ref ? { upto, xid, kind, ref } : null };
};

/** The bounds of a snapshot: before the first everything is seen, from the second on nothing. */
export const boundsOf = (of: string): { xmin: bigint; xmax: bigint } => {
  const [xmin = '0', xmax = '0'] = of.split(':');
  return { xmin: BigInt(xmin), xmax: BigInt(xmax) };
};
