import type { ErrorRequestHandler } from 'express';
import type { ApiContext } from './context.ts';

interface HttpError {
  status?: number;
  type?: string;
}

const bodyErrors: Record<string, { status: number; error: string }> = {
  'entity.too.large': { status: 413, error: 'body: too large' },
  'entity.parse.failed': { status: 400, error: 'body: expected JSON' },
  'encoding.unsupported': { status: 415, error: 'body: unsupported encoding' },
};

/** What went wrong with a body is said; whatever else failed is ours, and the caller shall come again. */
export const onError =
  ({ log }: Pick<ApiContext, 'log'>): ErrorRequestHandler =>
  (error: HttpError, request, response, next) => {
    if (response.headersSent) return next(error);
    const known = bodyErrors[error.type ?? ''];
    if (known) return void response.status(known.status).json({ error: known.error });
    if (error.status && error.status < 500)
      return void response.status(error.status).json({ error: 'badRequest' });
    // the route's pattern, never the address: in `/a/<token>` that is a key to somebody's appointment
    log.error({ err: error, route: request.route?.path ?? request.baseUrl }, 'request failed');
    response.status(503).set('Retry-After', '5').json({ error: 'unavailable' });
  };
