import express, { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { deviceOf } from '../../domain/staff/device.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { bodyAs, problem, shown, tooMany } from './answers.ts';
import { cookieCounts, cookieOf, createCookies, deviceCookie, refreshCookie } from './cookies.ts';
import { logIn, logInBody } from './log-in.ts';
import { createLogInLimits } from './log-in-limits.ts';
import { profileOf } from './profile.ts';
import { refreshSession } from './refresh.ts';

/** The refresh token of a browser, where its cookies count. */
export const renewedBy = (request: Request): string | null =>
  cookieCounts(request) ? cookieOf(request, refreshCookie) : null;

const refreshBody = z.object({
  refreshToken: z.string().min(1, 'expected a refresh token').max(100).optional(),
});

/** `POST /login` and `POST /refresh`: how a session begins, and how it goes on. */
export const createLogInRoutes = ({
  db,
  settings,
  log,
}: Pick<ApiContext, 'db' | 'settings' | 'log'>): Router => {
  const { linkSecret: secret, publicBaseUrl } = settings;
  const limits = createLogInLimits(db.pool, secret);
  const refreshes = createRateLimit(db.pool, { name: 'refresh', points: 60, seconds: 15 * 60, secret });
  const cookies = createCookies(publicBaseUrl, secret);
  const json = express.json({ limit: '8kb' });
  const router = Router();

  router.post('/login', json, async (request: Request, response: Response) => {
    const body = bodyAs(logInBody, request, response);
    if (!body) return;
    const deviceToken = body.deviceToken ?? cookieOf(request, deviceCookie(secret, body.email));
    const from = { address: request.ip ?? 'unknown', userAgent: deviceOf(request.get('user-agent')) };
    const result = await logIn({ db, linkSecret: secret, limits }, { ...body, ...from, deviceToken });
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'refused')
      return problem(response, 401, 'refused', 'This e-mail address and password do not go together.');
    const { tokens, user } = result;
    const profile = await profileOf(db, { tenantId: user.tenantId, userId: user.id });
    cookies.signIn(response, tokens);
    const device = cookies.remember(response, user.email);
    response.setHeader('cache-control', 'no-store');
    response.json({ ...shown(tokens), deviceToken: device, ...profile });
  });

  // with the cookie alone it needs JSON or the header `x-leadline-csrf`, as everything here: see `cookieCounts`
  router.post('/refresh', json, async (request: Request, response: Response) => {
    const body = bodyAs(refreshBody, { body: request.body ?? {} }, response);
    if (!body) return;
    const token = body.refreshToken ?? renewedBy(request);
    const result = token ? await refreshSession({ db, log, limit: refreshes }, token) : null;
    if (result?.kind === 'tooMany') return tooMany(response, result);
    if (result?.kind !== 'in')
      return problem(response, 401, 'unauthenticated', 'This session is over: sign in again.');
    response.setHeader('cache-control', 'no-store');
    if (body.refreshToken) return void response.json(shown(result));
    // a browser's tokens stay out of its scripts' reach
    cookies.signIn(response, result);
    const { expiresAt, refreshExpiresAt } = shown(result);
    response.json({ expiresAt, refreshExpiresAt });
  });
  return router;
};
