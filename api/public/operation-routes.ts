import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { execute } from 'graphql';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import { publicOperations, publicSchema } from '../../schema/graphql/public/operations.ts';
import type { ApiContext } from '../context.ts';
import { createMaskError } from '../graphql/masking.ts';
import { createTenantDirectory } from '../leads/tenant-directory.ts';
import { createRateLimit } from '../rate-limits.ts';
import { allowOrigin } from './cross-origin.ts';

const path = '/api/public/:tenant/:operation';
const perMinute = 120;

/** What a request to a stored operation knows once its tenant was looked up. */
type OfTenant = Response<unknown, { tenant: TenantInForce | null }>;

/**
 * `POST /api/public/<tenant>/<operation>`: what a page or a widget of the tenant asks without anybody being signed in. Only
 * stored operations run: a document of the caller's own is refused, whatever it asks.
 */
export const createPublicOperations = (context: Pick<ApiContext, 'db' | 'log' | 'settings'>): Router => {
  const router = Router();
  const directory = createTenantDirectory(context.db);
  const maskError = createMaskError(context.log);
  const secret = context.settings.linkSecret;
  const limit = createRateLimit(context.db.pool, { name: 'public', points: perMinute, seconds: 60, secret });

  const ofTenant = async (request: Request, response: OfTenant, next: NextFunction): Promise<void> => {
    response.locals.tenant = await directory(String(request.params.tenant));
    allowOrigin(request, response, response.locals.tenant);
    next();
  };
  router.options(path, ofTenant, (_request: Request, response: Response) => void response.status(204).end());
  router.post(
    path,
    ofTenant,
    express.json({ limit: '1kb' }),
    async (request: Request, response: OfTenant) => {
      const document = publicOperations.get(String(request.params.operation));
      const { tenant } = response.locals;
      if (!document || !tenant) return refuse(response, 404, 'NOT_FOUND', 'There is no such operation.');
      if (Object.keys(request.body ?? {}).some((key) => key !== 'variables'))
        return refuse(
          response,
          400,
          'STORED_OPERATIONS_ONLY',
          'Name a stored operation and send its variables only.',
        );
      const answer = await limit.take(request.ip ?? '');
      if (!answer.allowed) {
        response.setHeader('retry-after', answer.retryAfterSeconds);
        return refuse(response, 429, 'TOO_MANY_REQUESTS', 'Too many requests: try again later.');
      }
      const { variables = {} } = (request.body ?? {}) as { variables?: Record<string, unknown> };
      const { data, errors } = await execute({
        schema: publicSchema,
        document,
        contextValue: { tenant },
        variableValues: variables,
      });
      response.status(errors ? 500 : 200).json({ data, ...(errors && { errors: errors.map(maskError) }) });
    },
  );
  return router;
};

const refuse = (response: Response, status: number, code: string, message: string): void => {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
};
