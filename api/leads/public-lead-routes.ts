import express, { type RequestHandler, type Response, Router } from 'express';
import type { ApiContext } from '../context.ts';
import { allowOrigin } from '../public/cross-origin.ts';
import { createTakeEnquiry, type EnquiryAnswer } from './take-enquiry.ts';
import { createTenantDirectory } from './tenant-directory.ts';

const longestKey = 200;

/**
 * `POST /api/leads/public`: a lead from a web form, as JSON or as a form. The tenant is named by its slug in `tenant`, in
 * the body or the query. Answers 202 once the lead is stored for good; the same `Idempotency-Key`
 * answers the same enquiry. A stranger does not learn whether a person is known.
 */
export const createPublicLeadRoutes = (context: ApiContext): Router => {
  const router = Router();
  const directory = createTenantDirectory(context.db);
  const takeEnquiry = createTakeEnquiry(context);
  const bodies = [express.json({ limit: '32kb' }), express.urlencoded({ extended: false, limit: '32kb' })];

  router.use('/api/leads/public', bodies, crossOrigin(directory));
  router.options('/api/leads/public', noContent);
  router.post('/api/leads/public', async (request, response) => {
    const fields = (request.body ?? {}) as Record<string, unknown>;
    const tenant = await directory(slugOf(request.query.tenant ?? fields.tenant));
    if (!tenant)
      return void problem(response, 404, 'tenant', 'the name of a business that takes enquiries here');
    const idempotencyKey = request.get('idempotency-key') ?? null;
    if (idempotencyKey !== null && (idempotencyKey === '' || idempotencyKey.length > longestKey))
      return void problem(response, 400, 'Idempotency-Key', `1 to ${longestKey} characters`);
    const { tenant: _, ...form } = fields;
    send(response, await takeEnquiry({ tenant, fields: form, ip: request.ip ?? '', idempotencyKey }));
  });
  return router;
};

const noContent: RequestHandler = (_request, response) => {
  response.status(204).end();
};

const slugOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const problem = (response: Response, status: number, field: string, expected: string): void => {
  response.status(status).json({ problems: [{ field, expected }] });
};

const send = (response: Response, answer: EnquiryAnswer): void => {
  switch (answer.kind) {
    case 'accepted':
      response.status(202).json({ enquiryId: answer.enquiryId, status: 'accepted' });
      return;
    case 'problems':
      response.status(400).json({ problems: answer.problems });
      return;
    case 'keyReused':
      problem(response, 422, 'Idempotency-Key', 'a key that no other enquiry was sent with');
      return;
    case 'tooMany':
      response.status(429).set('Retry-After', String(answer.retryAfterSeconds));
      response.json({
        problems: [{ field: 'form', expected: `another try in ${answer.retryAfterSeconds} seconds` }],
      });
  }
};

/** Pages of the tenant's own sites may post the form; the tenant of a preflight stands in the query. */
const crossOrigin =
  (directory: ReturnType<typeof createTenantDirectory>): RequestHandler =>
  async (request, response, next) => {
    const { tenant } = (request.body ?? {}) as { tenant?: unknown };
    const slug = slugOf(request.query.tenant ?? tenant);
    // without an origin there is nothing to look up: programs that send forms do not wait for it
    const asked = request.get('origin') && slug ? await directory(slug) : null;
    allowOrigin(request, response, asked);
    next();
  };
