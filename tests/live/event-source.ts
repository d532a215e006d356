/** One event of a stream, as it came over the wire. */
export interface ServerSentEvent {
  id: string | null;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's own
  data: any;
}

/** An open subscription, read as a browser would. */
export interface EventSource {
  status: number;
  headers: Headers;
  events: ServerSentEvent[];
  /** the id to come again with */
  lastId(): string | null;
  /** resolves when the server has ended it */
  ended: Promise<void>;
  close(): void;
}

const parse = (block: string): ServerSentEvent | null => {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
  }
  const data = fields.get('data');
  const id = fields.get('id') ?? null;
  if (data === undefined) return id === null ? null : { id, event: '', data: null };
  return { id, event: fields.get('event') ?? 'message', data: data === '' ? null : JSON.parse(data) };
};

/** Subscribes at an api and keeps what comes. */
export const subscribeAt = async (
  url: string,
  token: string,
  { query, variables = {}, lastEventId }: { query: string; variables?: object; lastEventId?: string },
): Promise<EventSource> => {
  const closing = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    body: JSON.stringify({ query, variables }),
    signal: closing.signal,
  });
  const events: ServerSentEvent[] = [];
  let last: string | null = null;
  const ended = (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        last = event?.id ?? last;
        if (event && event.event !== '') events.push(event);
      }
    }
  })().catch(() => undefined);
  const { status, headers } = response;
  return { status, headers, events, lastId: () => last, ended, close: () => closing.abort() };
};
