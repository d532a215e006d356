import { type Request, Router } from 'express';
import { isMachineReader } from '../../domain/mail/machine-readers.ts';
import { recordTracked } from '../../schema/database/emails/tracking.ts';
import { readTrackingToken } from '../../schema/database/emails/tracking-token.ts';
import type { ApiContext } from '../context.ts';

/** One transparent pixel. */
const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * `GET /t/<token>`: the picture and the links of a tracked e-mail. A request counts and changes nothing else; it leads
 * only where a link of that very e-mail led when it was written.
 */
export const createMailTracking = ({ db, settings }: ApiContext): Router => {
  const router = Router();
  const { linkSecret } = settings;
  router.get('/t/:token', async (request, response, next) => {
    const named = readTrackingToken(request.params.token, linkSecret);
    if (!named) return next();
    const byMachine = isByMachine(request);
    const found = await db.inTenant(named.tenantId, (tx) =>
      recordTracked(tx, named, { byMachine, at: new Date(), linkSecret }),
    );
    if (!found) return next();
    response.set({ 'cache-control': 'no-store, private', 'referrer-policy': 'no-referrer' });
    if (found.target !== null) return response.redirect(302, found.target);
    response.type('gif').send(picture);
  });
  return router;
};

/** Mail programs and filters look at links before people do; a HEAD request shows nobody anything. */
const isByMachine = (request: Request): boolean =>
  request.method === 'HEAD' ||
  /prefetch|preview/i.test(`${request.get('sec-purpose')} ${request.get('purpose')}`) ||
  isMachineReader(request.get('user-agent') ?? '');
