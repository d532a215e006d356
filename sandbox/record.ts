import type { Store } from './vendor.ts';

/** One request to a vendor, or one webhook of a vendor, with its answer. */
export interface Recorded {
  id: number;
  kind: 'request' | 'webhook';
  vendor: string;
  operation: string;
  at: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** null while it runs, and when there was no answer */
  answer: { status: number; body: string } | null;
  /** why there was no answer, for example `dropped`, `lost` or `refused` */
  failure: string | null;
  faults: string[];
  durationMs: number | null;
}

export type NewRecord = Pick<
  Recorded,
  'kind' | 'vendor' | 'operation' | 'method' | 'url' | 'headers' | 'body'
>;

export interface RecordQuery {
  vendor?: string | undefined;
  operation?: string | undefined;
  kind?: string | undefined;
  /** an instant, or the id of the last one already seen */
  since?: string | undefined;
  limit?: number | undefined;
}

/** Everything that was asked and told, in order. */
export interface RecordBook {
  open(entry: NewRecord): Recorded;
  close(entry: Recorded, end: Partial<Pick<Recorded, 'answer' | 'failure' | 'faults'>>): void;
  list(query: RecordQuery): Recorded[];
}

const kept = 5000;
const longestBody = 64 * 1024;
const cut = (body: string) => (body.length > longestBody ? `${body.slice(0, longestBody)}…` : body);

// a secret in the record would be read out by the page
function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  const authorization = headers.authorization;
  if (authorization === undefined) return headers;
  return { ...headers, authorization: `${authorization.split(' ')[0]} …` };
}

function isAfter(entry: Recorded, since: string | undefined): boolean {
  if (!since) return true;
  return /^\d+$/.test(since) ? entry.id > Number(since) : entry.at >= new Date(since).toISOString();
}

/** A record that survives restarts and keeps the newest few thousand. */
export function createRecordBook(store: Store, now: () => number): RecordBook {
  const entries = store.map<Recorded>('record');
  let count = [...entries.values()].at(-1)?.id ?? 0;
  const startedAt = new Map<number, number>();
  return {
    open(entry) {
      count += 1;
      const at = new Date(now()).toISOString();
      const end = { answer: null, failure: null, faults: [], durationMs: null };
      const headers = withoutSecrets(entry.headers);
      const recorded = { id: count, ...entry, headers, body: cut(entry.body), at, ...end };
      startedAt.set(count, performance.now());
      entries.set(String(count), recorded);
      if (entries.size > kept) entries.delete(entries.keys().next().value ?? '');
      return recorded;
    },
    close(entry, end) {
      const answer = end.answer ? { ...end.answer, body: cut(end.answer.body) } : null;
      const durationMs = Math.round(performance.now() - (startedAt.get(entry.id) ?? performance.now()));
      startedAt.delete(entry.id);
      Object.assign(entry, end, { answer, durationMs });
      if (entries.has(String(entry.id))) entries.set(String(entry.id), entry);
    },
    list({ vendor, operation, kind, since, limit }) {
      const found = [...entries.values()].filter(
        (entry) =>
          (!vendor || entry.vendor === vendor) &&
          (!operation || entry.operation === operation) &&
          (!kind || entry.kind === kind) &&
          isAfter(entry, since),
      );
      return limit ? found.slice(-limit) : found;
    },
  };
}
