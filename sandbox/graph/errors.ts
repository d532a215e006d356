import { randomUUID } from 'node:crypto';

/** A refusal of Microsoft Graph. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: { error: Record<string, unknown> };

  constructor(
    status: number,
    code: string,
    message: string,
    more: { headers?: Record<string, string>; fields?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    const requestId = randomUUID();
    const innerError = {
      date: new Date().toISOString().slice(0, 19),
      'request-id': requestId,
      'client-request-id': requestId,
    };
    this.body = { error: { code, message, innerError, ...more.fields } };
  }
}

export function notFound(): GraphRefusal {
  return new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function badRequest(message: string, code = 'BadRequest'): GraphRefusal {
  return new GraphRefusal(400, code, message);
}
