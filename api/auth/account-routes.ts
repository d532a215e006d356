import express, { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { createAccountLimits } from './account-limits.ts';
import { bodyAs, problem, tooMany } from './answers.ts';
import { createCookies } from './cookies.ts';
import { forgotBody, forgotPassword } from './forgot-password.ts';
import { register, registerBody } from './register.ts';
import { resetBody, resetPassword } from './reset-password.ts';

/** `POST /forgot`, `/reset` and `/register`; to be mounted at `/api/auth`. */
export const createAccountRoutes = ({ db, settings }: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const { linkSecret, publicBaseUrl } = settings;
  const cookies = createCookies(publicBaseUrl, linkSecret);
  const { forgotten, resets, registered } = createAccountLimits(db.pool, linkSecret);
  const router = Router();
  router.use(express.json({ limit: '8kb' }));

  router.post('/forgot', async (request, response) => {
    const body = bodyAs(forgotBody, request, response);
    if (!body) return;
    const turn = await forgotten.perAddress.take(request.ip ?? 'unknown');
    if (!turn.allowed) return tooMany(response, turn);
    await forgotPassword({ db, linkSecret, perAccount: forgotten.perAccount }, body.email);
    response.status(202).json({ status: 'accepted' });
  });

  router.post('/reset', async (request, response) => {
    const body = bodyAs(resetBody, request, response);
    if (!body) return;
    const turn = await resets.take(request.ip ?? 'unknown');
    if (!turn.allowed) return tooMany(response, turn);
    const result = await resetPassword({ db }, body);
    if (result.kind === 'unfit')
      return problem(response, 400, 'invalidInput', `password: ${result.problem}.`);
    if (result.kind === 'over')
      return problem(response, 410, 'linkOver', 'This link was used already, or it is too old.');
    // however many guess at the password meanwhile: who reads the account's mail is not kept out by them
    cookies.remember(response, result.email);
    response.status(204).end();
  });

  router.post('/register', async (request, response) => {
    if (settings.registration === 'closed')
      return problem(
        response,
        403,
        'closed',
        'Businesses are registered by those who run this installation.',
      );
    const body = bodyAs(registerBody, request, response);
    if (!body) return;
    const turn = await registered.perAddress.take(request.ip ?? 'unknown');
    if (!turn.allowed) return tooMany(response, turn);
    const { registrationMailDomain: mailDomain } = settings;
    const result = await register(
      { db, linkSecret, publicBaseUrl, mailDomain, perAccount: registered.perAccount },
      body,
    );
    if (result.kind === 'invalid')
      return problem(response, 400, 'invalidInput', `${result.field}: ${result.expected}.`);
    if (result.kind === 'slugTaken')
      return problem(response, 409, 'slugTaken', 'Another business has this name in its addresses.');
    response.status(202).json({ status: 'accepted' });
  });
  return router;
};
