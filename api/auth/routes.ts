import express, { type Request, type Response, Router } from 'express';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { bodyAs, problem, tooMany } from './answers.ts';
import { authenticate, tokenOf } from './authenticate.ts';
import { askForAddress, changeAddressBody } from './change-address.ts';
import { changePassword, changePasswordBody } from './change-password.ts';
import { createCookies } from './cookies.ts';
import { createEnterRoutes } from './enter-routes.ts';
import { createLogInRoutes, renewedBy } from './log-in-routes.ts';
import { profileOf } from './profile.ts';
import { endEverySession, endSession } from './session.ts';

const logInFirst = 'Sign in first: POST /api/auth/login.';

/**
 * `POST /login`, `/enter`, `/refresh`, `/logout`, `/logout-everywhere`, `/password` and `/email`, `GET /profile`; to be
 * mounted at `/api/auth`.
 */
export const createAuth = (context: Pick<ApiContext, 'db' | 'settings' | 'log'>): Router => {
  const { db, settings } = context;
  const { linkSecret: secret, publicBaseUrl } = settings;
  const guesses = createRateLimit(db.pool, { name: 'password', points: 10, seconds: 15 * 60, secret });
  const mails = createRateLimit(db.pool, { name: 'address', points: 5, seconds: 60 * 60, secret });
  const cookies = createCookies(publicBaseUrl, secret);
  const router = Router();
  router.use(createLogInRoutes(context));
  router.use(createEnterRoutes(context));

  router.post('/logout', async (request: Request, response: Response) => {
    // the first may be over already: the second names the session then
    for (const token of [tokenOf(request), renewedBy(request)]) if (token) await endSession(db, token);
    cookies.signOut(response);
    response.status(204).end();
  });

  // unlike the log-out it has to know who asks: without a session that counts it says so instead of seeming done
  router.post('/logout-everywhere', async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    await endEverySession(db, viewer);
    cookies.signOut(response);
    response.status(204).end();
  });

  router.post('/password', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    const body = bodyAs(changePasswordBody, request, response);
    if (!body) return;
    const result = await changePassword({ db, limit: guesses }, viewer, body);
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'unfit') return problem(response, 400, 'invalidInput', `new: ${result.problem}.`);
    if (result.kind === 'refused')
      return problem(response, 403, 'refused', 'This is not your current password.');
    response.status(204).end();
  });

  router.post('/email', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    const body = bodyAs(changeAddressBody, request, response);
    if (!body) return;
    const result = await askForAddress({ db, linkSecret: secret, guesses, mails }, viewer, body);
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'own')
      return problem(response, 400, 'invalidInput', 'email: expected another address than your own.');
    if (result.kind === 'refused')
      return problem(response, 403, 'refused', 'This is not your current password.');
    response.status(202).json({ status: 'accepted' });
  });

  router.get('/profile', async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    response.setHeader('cache-control', 'no-store');
    response.json(await profileOf(db, viewer));
  });
  return router;
};
