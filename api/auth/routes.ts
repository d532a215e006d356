import express, { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { deviceOf } from '../../domain/staff/device.ts';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, Tenant } from '../../schema/database/tenants/entities.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { authenticate, tokenOf } from './authenticate.ts';
import { changePassword, changePasswordBody } from './change-password.ts';
import { cookieCounts, cookieOf, createCookies, refreshCookie } from './cookies.ts';
import { type LogInLimits, logIn, logInBody } from './log-in.ts';
import { refreshSession } from './refresh.ts';
import { endEverySession, endSession } from './session.ts';
import type { SessionTokens } from './session-tokens.ts';

const quarterHour = 15 * 60;
const logInFirst = 'Sign in first: POST /api/auth/login.';

const profileOf = (db: Database, { tenantId, userId }: { tenantId: string; userId: string }) =>
  db.inTenant(tenantId, async (tx) => {
    const user = await tx.findOneOrFail(StaffUser, { id: userId });
    const tenant = await tx.findOneOrFail(Tenant, { id: tenantId });
    const { staffKey: key, name, email, role } = user;
    return { user: { key, name, email, role }, tenant: { slug: tenant.slug, name: tenant.name } };
  });

const problem = (response: Response, status: number, code: string, message: string): void => {
  response.status(status).json({ code, message });
};

/** The body as this shape has it; null once a body that has it not was answered with the field at fault. */
const bodyAs = <Shape extends z.ZodType>(
  shape: Shape,
  { body }: Pick<Request, 'body'>,
  response: Response,
): z.infer<Shape> | null => {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'expected a JSON object' };
  problem(response, 400, 'invalidInput', `${path.join('.') || 'body'}: ${message}.`);
  return null;
};

const tooMany = (response: Response, { retryAfterSeconds }: { retryAfterSeconds: number }): void => {
  response.setHeader('retry-after', retryAfterSeconds);
  problem(response, 429, 'tooManyAttempts', 'Too many attempts: try again later.');
};

const renewedBy = (request: Request): string | null =>
  cookieCounts(request) ? cookieOf(request, refreshCookie) : null;

const refreshBody = z.object({
  refreshToken: z.string().min(1, 'expected a refresh token').max(100).optional(),
});

const shown = ({ token, expiresAt, refreshToken, refreshExpiresAt }: SessionTokens) => ({
  ...{ token, expiresAt: expiresAt.toISOString() },
  ...{ refreshToken, refreshExpiresAt: refreshExpiresAt.toISOString() },
});

/**
 * `POST /login`, `/refresh`, `/logout`, `/logout-everywhere` and `/password`, `GET /profile`; to be mounted at
 * `/api/auth`.
 */
export const createAuth = ({ db, settings, log }: Pick<ApiContext, 'db' | 'settings' | 'log'>): Router => {
  const { linkSecret: secret, publicBaseUrl } = settings;
  const limits: LogInLimits = {
    perLogIn: createRateLimit(db.pool, { name: 'log-in', points: 10, seconds: quarterHour, secret }),
    perAddress: createRateLimit(db.pool, { name: 'log-in-from', points: 100, seconds: quarterHour, secret }),
  };
  const guesses = createRateLimit(db.pool, { name: 'password', points: 10, seconds: quarterHour, secret });
  const refreshes = createRateLimit(db.pool, { name: 'refresh', points: 60, seconds: quarterHour, secret });
  const cookies = createCookies(publicBaseUrl);
  const router = Router();

  router.post('/login', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const body = bodyAs(logInBody, request, response);
    if (!body) return;
    const result = await logIn(
      { db, linkSecret: secret, limits },
      { ...body, address: request.ip ?? 'unknown', device: deviceOf(request.get('user-agent')) },
    );
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'refused')
      return problem(response, 401, 'refused', 'This e-mail address and password do not go together.');
    const { tokens, user } = result;
    const profile = await profileOf(db, { tenantId: user.tenantId, userId: user.id });
    cookies.signIn(response, tokens);
    response.setHeader('cache-control', 'no-store');
    response.json({ ...shown(tokens), ...profile });
  });

  // with the cookie alone it needs JSON or the header `x-leadline-csrf`, as everything here: see `cookieCounts`
  router.post('/refresh', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
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

  router.get('/profile', async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    response.setHeader('cache-control', 'no-store');
    response.json(await profileOf(db, viewer));
  });
  return router;
};
