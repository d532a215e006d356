import { randomBytes } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { accessError } from '../../schema/graphql/access.ts';
import { timeLimits } from '../../schema/graphql/limits.ts';
import { createKeyLimit, keyIn } from '../auth/api-key.ts';
import { viewerOf } from '../auth/viewer-of.ts';
import { createRateLimit } from '../rate-limits.ts';
import { counterOf } from './cost-limit.ts';
import { type Authenticated, createHandler, endpoint, type Ports, type StaffContext } from './handler.ts';
import { sendGraphiql, sendSignInPage } from './pages.ts';

const onBadBody = (
  failure: { type?: string; status?: number },
  _request: Request,
  response: Response,
  next: NextFunction,
): void => {
  const { type, status } = failure;
  if (type === 'entity.too.large')
    refuse(response, 413, 'TOO_LARGE', 'The query is too long: at most 64 KB.');
  else if (type === 'entity.parse.failed') refuse(response, 400, 'BAD_REQUEST', 'The body is not JSON.');
  else if (status === 415) refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the query in UTF-8.');
  else next(failure);
};

const refuse = (response: Response, status: number, code: string, message: string): void => {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
};

/** Browsers say so when they open a page; programs that take anything are not meant. */
const wantsPage = (request: Request): boolean => /\btext\/html\b/.test(request.get('accept') ?? '');

const showPage =
  (registers: boolean) =>
  async (_request: Request, response: Authenticated): Promise<void> =>
    response.locals.viewer
      ? sendGraphiql(response)
      : sendSignInPage(response, randomBytes(16).toString('base64'), registers);

/** `/graphql`: queries as POST with JSON; opened in a browser, GraphiQL or the form to sign in. */
export const createGraphql = (context: StaffContext, ports: Ports = {}, times = timeLimits): Router => {
  const router = Router();
  const yoga = createHandler(context, ports, times);
  const { linkSecret: secret, graphqlPerMinute: points } = context.settings;
  const keyLimit = createKeyLimit(context.db, secret);
  const personLimit = createRateLimit(context.db.pool, { name: 'graphql', points, seconds: 60, secret });
  const show = showPage(context.settings.registration === 'open');
  const inProduction = context.settings.appEnv === 'production';

  router.use(endpoint, async (request: Request, response: Authenticated, next: NextFunction) => {
    const viewer = await viewerOf(context, request);
    response.locals.viewer = viewer;
    // expired, revoked or never one: whoever tries keys learns nothing of them
    if (!viewer && keyIn(request))
      return refuse(response, 401, 'UNAUTHENTICATED', 'This API key is not in force.');
    if (!viewer) return next();
    const answer = await (viewer.kind === 'key' ? keyLimit : personLimit).take(counterOf(viewer));
    if (answer.allowed) return next();
    response.setHeader('retry-after', answer.retryAfterSeconds);
    const who = viewer.kind === 'key' ? 'This API key is used' : 'You ask';
    refuse(response, 429, 'TOO_MANY_REQUESTS', `${who} too often: try again later.`);
  });
  // no query is answered by an address: addresses are logged, and a foreign page may make a browser open one
  router.get(endpoint, (request: Request, response: Authenticated, next: NextFunction) =>
    wantsPage(request) ? show(request, response) : next(),
  );
  router.post(endpoint, (request: Request, response: Authenticated, next: NextFunction) => {
    if (!request.is('application/json'))
      return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the query as JSON.');
    // elsewhere anonymous callers may read the schema, and nothing else: each field refuses them
    if (inProduction && !response.locals.viewer) {
      const { message, extensions } = accessError({ viewer: null });
      return refuse(response, 401, String(extensions.code), message);
    }
    next();
  });
  router.post(endpoint, express.json({ limit: '64kb' }), (request: Request, response: Authenticated) =>
    yoga(request, response),
  );
  router.all(endpoint, (_request: Request, response: Response) => {
    response.setHeader('allow', 'POST');
    refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Queries are sent as POST.');
  });
  router.use(endpoint, onBadBody);
  return router;
};
