import express, { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { bodyAs, problem, tooMany } from './answers.ts';
import { createCookies } from './cookies.ts';
import { forgotBody, forgotPassword } from './forgot-password.ts';
import { resetBody, resetPassword } from './reset-password.ts';

const quarterHour = 15 * 60;

/** `POST /forgot` and `/reset`; to be mounted at `/api/auth`. */
export const createAccountRoutes = ({ db, settings }: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const { linkSecret, publicBaseUrl } = settings;
  const cookies = createCookies(publicBaseUrl, linkSecret);
  const limit = (name: string, points: number, seconds: number) =>
    createRateLimit(db.pool, { name, points, seconds, secret: linkSecret });
  const perAccount = limit('forgot', 3, 3_600);
  const forgotten = limit('forgot-from', 20, quarterHour);
  const resets = limit('reset-from', 30, quarterHour);
  const router = Router();
  router.use(express.json({ limit: '8kb' }));

  router.post('/forgot', async (request, response) => {
    const body = bodyAs(forgotBody, request, response);
    if (!body) return;
    const turn = await forgotten.take(request.ip ?? 'unknown');
    if (!turn.allowed) return tooMany(response, turn);
    await forgotPassword({ db, linkSecret, perAccount }, body.email);
    response.status(202).json({ status: 'accepted' });
  });

  router.post('/reset', async (request, response) => {
    const body = bodyAs(resetBody, request, response);
    if (!body) return;
    const turn = await resets.take(request.ip ?? 'unknown');
    if (!turn.allowed) return tooMany(response, turn);
    const result = await resetPassword({ db, linkSecret }, body);
    if (result.kind === 'unfit')
      return problem(response, 400, 'invalidInput', `password: ${result.problem}.`);
    if (result.kind === 'over')
      return problem(response, 410, 'linkOver', 'This link was used already, or it is too old.');
    // however many guess at the password meanwhile: who reads the account's mail is not kept out by them
    cookies.remember(response, result.email);
    response.status(204).end();
  });
  return router;
};
