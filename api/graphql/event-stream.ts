import type { Response as ExpressResponse } from 'express';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { type FetchAPI, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Live } from '../../schema/graphql/context.ts';

/** Shorter than proxies wait for a sign of life, as a rule a minute. */
const beatMs = 15_000;
const comeAgainMs = 2_000;

const mediaType = 'text/event-stream';

const headers = {
  'content-type': `${mediaType}; charset=utf-8`,
  'cache-control': 'no-cache, no-transform',
  // nginx would gather events until its buffer is full
  'x-accel-buffering': 'no',
};

/** What a response to `/graphql` knows of the subscription that it answers. */
export interface StreamLocals {
  live?: Live;
}

/**
 * Answers subscriptions as server-sent events (`next`, then `complete`), each with the place of its change as id. The
 * next event is made when the one before it has gone out: whoever reads slowly has nothing waiting for them in memory.
 */
export const createEventStream = (maskError: (error: unknown) => Error): Plugin => ({
  onResultProcess: ({ request, result, acceptableMediaTypes, setResultProcessor, serverContext }) => {
    if (!isAsyncIterable(result)) return;
    acceptableMediaTypes.push(mediaType);
    const accepts = request.headers.get('accept') ?? '';
    if (!accepts.includes(mediaType) && !accepts.includes('*/*')) return;
    const { res } = serverContext as unknown as { res: ExpressResponse<unknown, StreamLocals> };
    const events = (result as AsyncIterable<ExecutionResult>)[Symbol.asyncIterator]();
    const stream = { events, live: res.locals.live, maskError };
    setResultProcessor((_result, fetchApi) => answer(stream, fetchApi), mediaType);
  },
});

interface Stream {
  events: AsyncIterator<ExecutionResult>;
  live: Live | undefined;
  maskError(error: unknown): Error;
}

const answer = ({ events, live, maskError }: Stream, { ReadableStream, Response, TextEncoder }: FetchAPI) => {
  const encoder = new TextEncoder();
  let beat: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      // something at once: some wait with the headers until there is a body
      send(`retry: ${comeAgainMs}\n\n`);
      beat = setInterval(() => {
        // whoever does not read what is there already needs no sign of life
        if ((controller.desiredSize ?? 0) > 0) send(live?.idle ? `id: ${live.idle}\n:\n\n` : ':\n\n');
      }, beatMs);
    },
    pull: async (controller) => {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      const next = await events.next().catch((error: unknown) => ({ done: true, value: failed(error) }));
      if (next.value) send(`${idOf(live)}event: next\ndata: ${JSON.stringify(next.value)}\n\n`);
      if (!next.done) return;
      clearInterval(beat);
      send('event: complete\ndata:\n\n');
      controller.close();
    },
    cancel: async () => {
      clearInterval(beat);
      await events.return?.();
    },
  });
  const failed = (error: unknown): ExecutionResult => ({ errors: [maskError(error) as GraphQLError] });
  return new Response(body, { status: 200, headers });
};

const idOf = (live: Live | undefined): string => (live?.place ? `id: ${live.place}\n` : '');
