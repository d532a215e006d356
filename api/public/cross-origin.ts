import type { Request, Response } from 'express';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** How long a browser may remember a preflight: a site that leaves the settings is out after this at the latest. */
const rememberSeconds = 600;

/**
 * Lets the tenant's own sites read the answer: their origins stand in its settings. What is answered so is for everybody,
 * and no cookie goes with it: credentials are never allowed, and no origin but the one that asks is named.
 */
export const allowOrigin = (request: Request, response: Response, tenant: TenantInForce | null): void => {
  response.vary('Origin');
  const origin = request.get('origin');
  if (!origin || !tenant?.settings.form.origins.some((own) => asBrowsersSay(own) === origin)) return;
  response.set('Access-Control-Allow-Origin', origin);
  response.set('Access-Control-Allow-Headers', 'content-type, idempotency-key');
  response.set('Access-Control-Allow-Methods', 'POST');
  response.set('Access-Control-Max-Age', String(rememberSeconds));
};

/** In lower case and without a port that goes without saying; people write it otherwise. */
const asBrowsersSay = (origin: string): string | undefined => URL.parse(origin)?.origin;
