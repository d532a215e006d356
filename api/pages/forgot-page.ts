import express, { Router } from 'express';
import { forgotPath } from '../../schema/contracts/accounts.ts';
import { createAccountLimits } from '../auth/account-limits.ts';
import { forgotBody, forgotPassword } from '../auth/forgot-password.ts';
import type { ApiContext } from '../context.ts';
import { always, limitedPage, type OwnPage, ownPage } from './own-page.ts';

/** `/account/forgot`: whoever forgot their password asks for a link. The answer is the same for every address. */
export const createForgotPage = ({ db, settings }: ApiContext): Router => {
  const { linkSecret } = settings;
  const { perAddress, perAccount } = createAccountLimits(db.pool, linkSecret).forgotten;
  const router = Router();
  router.get(
    forgotPath,
    limitedPage(always, async (request, response) => void response.send(form(ownPage(request), null))),
  );
  router.post(
    forgotPath,
    express.urlencoded({ extended: false, limit: '8kb' }),
    limitedPage(
      ({ ip }) => perAddress.take(ip ?? 'unknown'),
      async (request, response) => {
        const page = ownPage(request);
        const asked = forgotBody.safeParse(request.body ?? {});
        if (!asked.success) return void response.status(400).send(form(page, page.say.pleaseCheck));
        await forgotPassword({ db, linkSecret, perAccount }, asked.data.email);
        response.status(202).send(page.message(page.say.forgotHeading, page.say.forgotDone));
      },
    ),
  );
  return router;
};

const form = ({ say, render }: OwnPage, problem: string | null): string =>
  render('forgot', say.forgotHeading, { say, problem, action: forgotPath });
