import twilio from 'twilio';
import { TwilioRefusal } from './errors.ts';

type Options<T> = Parameters<typeof twilio.RequestClient.prototype.request<T>>[0];
type Answer<T> = ReturnType<typeof twilio.RequestClient.prototype.request<T>>;

/** Twilio's HTTP client, able to speak to another host, and loud about refusals: the SDK's own error has no headers. */
export class RebasedClient extends twilio.RequestClient {
  readonly #baseUrl: string | null;

  constructor(baseUrl: string | null, timeoutMs: number) {
    super({ timeout: timeoutMs, autoRetry: false });
    this.#baseUrl = baseUrl;
  }

  override async request<T>(options: Options<T>): Answer<T> {
    const answer = await super.request<T>({ ...options, uri: this.#rebase(options.uri) });
    if (answer.statusCode < 400) return answer;
    const { text, code } = readBody(answer.body);
    throw new TwilioRefusal({
      status: answer.statusCode,
      code,
      retryAfter: header(answer, 'retry-after'),
      body: text,
    });
  }

  /** `https://api.twilio.com/2010-04-01/…` → `<base>/api/2010-04-01/…` */
  #rebase(uri: string): string {
    if (this.#baseUrl === null) return uri;
    const { hostname, pathname, search } = new URL(uri);
    return `${this.#baseUrl}/${hostname.split('.')[0]}${pathname}${search}`;
  }
}

function readBody(body: unknown): { text: string; code: string | null } {
  const parsed = typeof body === 'string' ? parseJson(body) : body;
  const code = (parsed as { code?: unknown } | null)?.code;
  return {
    text: typeof body === 'string' ? body : JSON.stringify(body ?? null),
    code: typeof code === 'number' || typeof code === 'string' ? String(code) : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function header(answer: unknown, name: string): string | null {
  const value = (answer as { headers?: Record<string, unknown> }).headers?.[name];
  return typeof value === 'string' ? value : null;
}
