import express, { type Request, type Response, Router } from 'express';
import type * as z from 'zod';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, Tenant } from '../../schema/database/tenants/entities.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { authenticate, sessionCookie, sessionCookieOptions, tokenOf } from './authenticate.ts';
import { changePassword, changePasswordBody } from './change-password.ts';
import { type LogInLimits, logIn, logInBody } from './log-in.ts';
import { endEverySession, endSession } from './session.ts';

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
  { body }: Request,
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

/** `POST /login`, `/logout`, `/logout-everywhere` and `/password`, `GET /profile`; to be mounted at `/api/auth`. */
export const createAuth = ({ db, settings }: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const { linkSecret: secret, publicBaseUrl } = settings;
  const limits: LogInLimits = {
    perLogIn: createRateLimit(db.pool, { name: 'log-in', points: 10, seconds: quarterHour, secret }),
    perAddress: createRateLimit(db.pool, { name: 'log-in-from', points: 100, seconds: quarterHour, secret }),
  };
  const guesses = createRateLimit(db.pool, { name: 'password', points: 10, seconds: quarterHour, secret });
  const cookie = sessionCookieOptions(publicBaseUrl);
  const router = Router();

  router.post('/login', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const body = bodyAs(logInBody, request, response);
    if (!body) return;
    const result = await logIn(
      { db, linkSecret: secret, limits },
      { ...body, address: request.ip ?? 'unknown' },
    );
    if (result.kind === 'tooMany') return tooMany(response, result);
    if (result.kind === 'refused')
      return problem(response, 401, 'refused', 'This e-mail address and password do not go together.');
    const { token, expiresAt, user } = result;
    const profile = await profileOf(db, { tenantId: user.tenantId, userId: user.id });
    response.cookie(sessionCookie, token, { ...cookie, expires: expiresAt });
    response.setHeader('cache-control', 'no-store');
    response.json({ token, expiresAt: expiresAt.toISOString(), ...profile });
  });

  // with the cookie alone it needs the header `x-leadline-csrf`: see `authenticate`
  router.post('/logout', async (request: Request, response: Response) => {
    const token = tokenOf(request);
    if (token) await endSession(db, token);
    response.clearCookie(sessionCookie, cookie);
    response.status(204).end();
  });

  // unlike the log-out it has to know who asks: without a session that counts it says so instead of seeming done
  router.post('/logout-everywhere', async (request: Request, response: Response) => {
    const viewer = await authenticate({ db }, request);
    if (!viewer) return problem(response, 401, 'unauthenticated', logInFirst);
    await endEverySession(db, viewer);
    response.clearCookie(sessionCookie, cookie);
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
