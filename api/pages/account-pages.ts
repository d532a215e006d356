import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import * as z from 'zod';
import type { AccountWords } from '../../domain/mail/words/account-words.ts';
import { mailWords, staffMailLanguage } from '../../domain/mail/words/index.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { findReset, resetPassword } from '../auth/reset-password.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { renderPage } from './render-page.ts';

/** The pages behind the links in mails about accounts. A GET changes nothing: mail scanners follow links. */
export const createAccountPages = (context: ApiContext): Router => {
  const router = Router();
  const { db, settings } = context;
  const limited = createLimit(context);
  const path = '/account/reset/:token';

  router.get(
    path,
    limited(async (request, response) => {
      const found = await findReset(db, String(request.params.token));
      if (!found) return over(response);
      const page = await pageOf(context, found.tenantId);
      response.send(page.form(request, resetForm(page, found.user.email), null));
    }),
  );
  router.post(
    path,
    express.urlencoded({ extended: false, limit: '8kb' }),
    limited(async (request, response) => {
      const token = String(request.params.token);
      const found = await findReset(db, token);
      if (!found) return over(response);
      const page = await pageOf(context, found.tenantId);
      const { password } = passwordForm.parse(request.body ?? {});
      const result = await resetPassword({ db, linkSecret: settings.linkSecret }, { token, password });
      if (result.kind === 'over') return over(response);
      if (result.kind === 'unfit') {
        const form = resetForm(page, found.user.email);
        return void response.status(400).send(page.form(request, form, page.say.unfitPassword));
      }
      response.send(page.message(page.say.resetHeading, page.say.resetDone));
    }),
  );
  return router;
};

/** What is no text of a fitting length is no password, and is refused as one. */
const passwordForm = z.object({ password: z.string().max(1000).catch('') });

type Handle = (request: Request, response: Response) => Promise<void>;

const createLimit = ({ db, settings }: ApiContext): ((handle: Handle) => RequestHandler) => {
  const secret = settings.linkSecret;
  const uses = createRateLimit(db.pool, { name: 'account-link', points: 60, seconds: 15 * 60, secret });
  return (handle) => async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const use = await uses.take(request.ip ?? 'unknown');
    if (use.allowed) return handle(request, response);
    response.status(429).set('Retry-After', String(use.retryAfterSeconds)).end();
  };
};

interface Form {
  heading: string;
  text: string;
  button: string;
  email: string;
  asksPassword: boolean;
}

interface Page {
  say: AccountWords['pages'];
  tenant: TenantInForce;
  form(request: Request, form: Form, problem: string | null): string;
  message(heading: string, text: string): string;
}

const resetForm = ({ say, tenant }: Page, email: string): Form => ({
  ...{ heading: say.resetHeading, text: say.resetText(tenant.name), button: say.save },
  ...{ email, asksPassword: true },
});

/** The pages of a business, in its brand and its language. */
const pageOf = async ({ db }: ApiContext, tenantId: string): Promise<Page> => {
  const tenant = await db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  const say = mailWords[staffMailLanguage(tenant.settings.profile)].accounts.pages;
  const { newPassword, passwordNote } = say;
  return {
    ...{ say, tenant },
    form: (request, form, problem) => {
      const data = { ...form, newPassword, passwordNote, problem, action: request.path };
      return renderPage(tenant.settings, 'account', form.heading, data);
    },
    message: (heading, text) =>
      renderPage(tenant.settings, 'message', heading, { heading, paragraphs: [text] }),
  };
};

/** Whoever has no link that opens anything learns of no business. */
const over = (response: Response): void => {
  const { overHeading: heading, over: text } = mailWords.en.accounts.pages;
  const nobody = { profile: { name: 'Leadline', language: 'en' }, brand: { color: '#3355aa' } };
  response.status(404).send(renderPage(nobody, 'message', heading, { heading, paragraphs: [text] }));
};
