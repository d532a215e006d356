import express, { type Request, type Response, Router } from 'express';
import type { Database } from '../../schema/database/database.ts';
import { StaffUser, Tenant } from '../../schema/database/tenants/entities.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { authenticate, sessionCookie, sessionCookieOptions, tokenOf } from './authenticate.ts';
import { type LogInLimits, logIn, logInBody } from './log-in.ts';
import { endSession, endSessionsOf } from './session.ts';

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

/** `POST /login`, `POST /logout`, `POST /logout-everywhere`, `GET /profile`; to be mounted at `/api/auth`. */
export const createAuth = ({ db, settings }: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const { linkSecret: secret, publicBaseUrl } = settings;
  const limits: LogInLimits = {
    perLogIn: createRateLimit(db.pool, { name: 'log-in', points: 10, seconds: quarterHour, secret }),
    perAddress: createRateLimit(db.pool, { name: 'log-in-from', points: 100, seconds: quarterHour, secret }),
  };
  const cookie = sessionCookieOptions(publicBaseUrl);
  const router = Router();

  router.post('/login', express.json({ limit: '8kb' }), async (request: Request, response: Response) => {
    const body = logInBody.safeParse(request.body);
    if (!body.success) {
      const { path, message } = body.error.issues[0] ?? { path: [], message: 'expected a JSON object' };
      return problem(response, 400, 'invalidInput', `${path.join('.') || 'body'}: ${message}.`);
    }
    const result = await logIn(
      { db, linkSecret: secret, limits },
      { ...body.data, address: request.ip ?? 'unknown' },
    );
    if (result.kind === 'tooMany') {
      response.setHeader('retry-after', result.retryAfterSeconds);
      return problem(response, 429, 'tooManyAttempts', 'Too many attempts: try again later.');
    }
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
    await endSessionsOf(db, viewer);
    response.clearCookie(sessionCookie, cookie);
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
