import { type Request, type Response, Router, raw } from 'express';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { recordNotices, type ToldNotice } from '../../schema/database/calendars/record-notices.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import type { ApiContext } from '../context.ts';

const subscriptions = 'microsoft-graph-subscription';
const longestToken = 2_000;

/**
 * `POST /api/webhooks/graph` and `/lifecycle`: what calendars tell. The vendor first asks whether we expect it, by a token
 * that is given back as it came. Acknowledged only once stored; what no watch of ours asked for is ignored, because the
 * reading that follows every new subscription finds it.
 */
export const createGraphWebhook = (context: ApiContext): Router => {
  const router = Router();
  const body = raw({ type: () => true, limit: '1mb' });
  for (const path of ['/api/webhooks/graph', '/api/webhooks/graph/lifecycle'])
    router.post(path, body, async (request, response) => {
      const token = request.query.validationToken;
      if (token !== undefined) return shakeHands(token, response);
      await hear(context, request, response);
    });
  return router;
};

const shakeHands = (token: unknown, response: Response): void => {
  if (typeof token !== 'string' || token.length > longestToken)
    return void response.status(400).json({ error: 'validationToken' });
  // as text and nothing else: the token may be anybody's
  response.set('X-Content-Type-Options', 'nosniff').type('text/plain').send(token);
};

const hear = async (context: ApiContext, request: Request, response: Response): Promise<void> => {
  let notices: ToldNotice[];
  try {
    notices = context.calendar.readNotices(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  } catch (failure) {
    const refused = failure instanceof VendorFailure && failure.code === 'signature';
    response.status(refused ? 401 : 400).json({ error: refused ? 'signature' : 'body' });
    return;
  }
  // one transaction for each tenant, acknowledged after all of them
  for (const [tenantId, told] of await byTenant(context, notices)) {
    const about = { tenantId, vendor: context.calendar.vendor };
    const woken = await context.db.inTenant(tenantId, (tx) => recordNotices(tx, about, told));
    for (const staffKey of woken) context.wakeWatch({ tenantId, staffKey });
  }
  response.status(202).end();
};

const byTenant = async (
  { db }: ApiContext,
  notices: readonly ToldNotice[],
): Promise<Map<string, ToldNotice[]>> => {
  const tenants = new Map<string, ToldNotice[]>();
  for (const [subscriptionId, told] of Map.groupBy(notices, (each) => each.subscriptionId)) {
    const tenantId = await tenantByAccount(db.pool, subscriptions, subscriptionId);
    if (tenantId) tenants.set(tenantId, [...(tenants.get(tenantId) ?? []), ...told]);
  }
  return tenants;
};
