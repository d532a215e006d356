import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { GraphNoAnswer, GraphRefusal } from './errors.ts';

/** The token for one request; `forget` drops one that the vendor refused. */
export interface TokenSource {
  token(): Promise<string>;
  forget(): void;
}

/**
 * The whole chain of the Graph client in one link. The SDK's own would drop the bearer token on `http:`, repeat a POST
 * three times, know no time limit and lose the reason of a failure.
 */
export class GraphTransport implements Middleware {
  readonly #tokens: TokenSource;
  readonly #timeoutMs: number;

  constructor(tokens: TokenSource, timeoutMs: number) {
    this.#tokens = tokens;
    this.#timeoutMs = timeoutMs;
  }

  async execute(context: Context): Promise<void> {
    let reply = await this.#fetch(context);
    if (reply.status === 401) {
      // a token may be taken back before its end: the request was not carried out, and is made once more with a new one
      this.#tokens.forget();
      reply = await this.#fetch(context);
      if (reply.status === 401) this.#tokens.forget();
    }
    const { status, ok, text, retryAfter, answer } = reply;
    // what is gone is so for whatever reason: Graph has many words for a place from which changes cannot be told any more
    const code = status === 410 ? null : codeOf(text);
    if (!ok) throw new GraphRefusal({ status, code, retryAfter, body: text });
    context.response = new Response(text || null, { status, headers: answer });
  }

  /** The body is read here, so that the time limit covers it. */
  async #fetch(context: Context) {
    const headers = new Headers(context.options?.headers as Record<string, string> | undefined);
    headers.set('Authorization', `Bearer ${await this.#tokens.token()}`);
    try {
      const signal = AbortSignal.timeout(this.#timeoutMs);
      const url = typeof context.request === 'string' ? context.request : context.request.url;
      const { method, body } = context.options ?? {};
      const response = await fetch(url, {
        ...(method && { method }),
        ...(body && { body: body as string }),
        headers,
        signal,
      });
      const retryAfter = response.headers.get('retry-after');
      const type = response.headers.get('content-type');
      const answer: Record<string, string> = type ? { 'content-type': type } : {};
      return { status: response.status, ok: response.ok, text: await response.text(), retryAfter, answer };
    } catch (error) {
      throw new GraphNoAnswer(error);
    }
  }
}

function codeOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' ? error.code : null;
  } catch {
    return null;
  }
}
