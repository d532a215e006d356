import express, { type Request, type Response, Router } from 'express';
import type { ApiContext } from '../context.ts';
import { bodyAs, problem, tooMany } from './answers.ts';
import { enter, enterBody, platformAccount } from './enter.ts';
import { knownDevice } from './known-device.ts';
import { createLogInLimits } from './log-in-limits.ts';

/**
 * `POST /enter`: how somebody of the platform gets into one business. The token is a bearer's alone: no browser is signed
 * in by it, and no page can send it unasked.
 */
export const createEnterRoutes = ({ db, settings }: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const { linkSecret } = settings;
  const limits = createLogInLimits(db.pool, linkSecret, 'enter');
  const router = Router();
  router.post('/enter', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const body = bodyAs(enterBody, request, response);
    if (!body) return;
    const address = request.ip ?? 'unknown';
    const result = await enter({ db, linkSecret, limits }, { ...body, address });
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'refused')
      return problem(response, 401, 'refused', 'This e-mail address and password do not go together.');
    if (result.kind === 'noTenant')
      return problem(response, 404, 'notFound', 'There is no business of this name.');
    const { token, expiresAt } = result;
    const { value: deviceToken } = knownDevice(linkSecret, platformAccount(body.email));
    response.setHeader('cache-control', 'no-store');
    response.json({ token, expiresAt: expiresAt.toISOString(), deviceToken, tenant: body.tenant });
  });
  return router;
};
