import { Resend } from 'resend';
import { ResendRefusal } from './errors.ts';

type Answer<T> = Awaited<ReturnType<typeof Resend.prototype.fetchRequest<T>>>;

/** Resend's client, which throws: the SDK's own transport hides why a connection failed and has no time limit. */
export class LoudResend extends Resend {
  readonly #timeoutMs: number;

  constructor(apiKey: string, baseUrl: string, timeoutMs: number) {
    super(apiKey, { baseUrl });
    this.#timeoutMs = timeoutMs;
  }

  override async fetchRequest<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const response = await fetch(`${this.baseUrl}${path}`, { ...options, signal });
    const body = await response.text();
    const headers = Object.fromEntries(response.headers);
    // a 2xx that cannot be read was carried out all the same: the SyntaxError becomes `unknown`
    if (response.ok) return { data: JSON.parse(body) as T, error: null, headers };
    throw new ResendRefusal({
      status: response.status,
      code: nameOf(body),
      retryAfter: response.headers.get('retry-after'),
      body,
    });
  }
}

function nameOf(body: string): string | null {
  try {
    const { name } = JSON.parse(body) as { name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
