import express, { Router } from 'express';
import { countries } from '../../domain/leads/countries.ts';
import { mailWords } from '../../domain/mail/words/index.ts';
import { registerPath } from '../../schema/contracts/accounts.ts';
import { createAccountLimits } from '../auth/account-limits.ts';
import { register, registerBody } from '../auth/register.ts';
import type { ApiContext } from '../context.ts';
import { always, limitedPage, type OwnPage, ownPage } from './own-page.ts';

type Values = Record<string, string>;

/** `/account/register`: a business registers itself, where that is open. The answer is the same for every address. */
export const createRegisterPage = ({ db, settings }: ApiContext): Router => {
  const { linkSecret, publicBaseUrl, registrationMailDomain: mailDomain, registration } = settings;
  const { perAddress, perAccount } = createAccountLimits(db.pool, linkSecret).registered;
  const closed = ({ say, message }: OwnPage): string => message(say.registerHeading, say.registerClosed);
  const router = Router();
  router.get(
    registerPath,
    limitedPage(always, async (request, response) => {
      const page = ownPage(request);
      if (registration === 'closed') return void response.status(403).send(closed(page));
      response.send(form(page, { language: page.language }));
    }),
  );
  router.post(
    registerPath,
    express.urlencoded({ extended: false, limit: '8kb' }),
    limitedPage(
      ({ ip }) => perAddress.take(ip ?? 'unknown'),
      async (request, response) => {
        const page = ownPage(request);
        if (registration === 'closed') return void response.status(403).send(closed(page));
        const values = filled(request.body);
        const again = (field: string, status = 400): void =>
          void response.status(status).send(form(page, values, field));
        const body = registerBody.safeParse(values);
        if (!body.success) return again(String(body.error.issues[0]?.path[0] ?? 'business'));
        const result = await register({ db, linkSecret, publicBaseUrl, mailDomain, perAccount }, body.data);
        if (result.kind === 'invalid') return again(result.field);
        if (result.kind === 'slugTaken') return again('slug', 409);
        response.status(202).send(page.message(page.say.registerHeading, page.say.registerDone));
      },
    ),
  );
  return router;
};

/** What was filled in: an empty field is one that was left out, and a field given twice is none. */
const filled = (body: unknown): Values =>
  Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
    ),
  );

const form = (page: OwnPage, { password: _never, ...values }: Values, field?: string): string => {
  const { say, render, language } = page;
  const named = new Intl.DisplayNames(language, { type: 'region' });
  const spoken = new Intl.DisplayNames(language, { type: 'language' });
  const labels: Record<string, unknown> = { ...say, name: say.yourName };
  const hints: Values = { slug: say.slugTaken, password: say.unfitPassword };
  const options = (all: readonly string[], chosen: string | undefined, label: (value: string) => string) =>
    all.map((value) => ({ value, label: label(value), selected: value === chosen }));
  return render('register', say.registerHeading, {
    ...{ say, values, action: registerPath },
    problem: field ? { field, label: labels[field] ?? field, hint: hints[field] } : null,
    countries: options(countries, values.country, (code) => named.of(code) ?? code).sort((a, b) =>
      a.label.localeCompare(b.label, language),
    ),
    languages: options(Object.keys(mailWords), values.language, (code) => spoken.of(code) ?? code),
    timeZones: options(Intl.supportedValuesOf('timeZone'), values.timeZone, (zone) => zone),
  });
};
