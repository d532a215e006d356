import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express, { Router } from 'express';
import * as z from 'zod';
import type { FieldProblem } from '../../domain/leads/lead-form.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../context.ts';
import { createTakeEnquiry, type EnquiryAnswer } from '../leads/take-enquiry.ts';
import { createTenantDirectory } from '../leads/tenant-directory.ts';
import { renderPage } from './render-page.ts';

const timeZoneScript = readFileSync(new URL('time-zone.js', import.meta.url), 'utf8');

const labels: Record<string, string> = {
  name: 'Your name',
  phone: 'Phone number',
  email: 'E-mail address',
  interest: 'Your interest',
  message: 'Your message',
  consent: 'Your consent',
};

/** `/form/<tenant>`: the lead form as a page of its own, in the tenant's brand, without any script of a framework. */
export const createFormPages = (context: ApiContext): Router => {
  const router = Router();
  const directory = createTenantDirectory(context.db);
  const takeEnquiry = createTakeEnquiry(context);

  // a file, so that no page of ours needs to allow scripts inside it
  router.get('/form/-/time-zone.js', (_request, response) => {
    response.type('text/javascript').set('Cache-Control', 'public, max-age=3600').send(timeZoneScript);
  });
  router.get('/form/:slug', async (request, response, next) => {
    const tenant = await directory(request.params.slug);
    if (!tenant) return next();
    response.send(formPage(tenant, {}, []));
  });
  router.post(
    '/form/:slug',
    express.urlencoded({ extended: false, limit: '32kb' }),
    async (request, response, next) => {
      const tenant = await directory(String(request.params.slug));
      if (!tenant) return next();
      const { idempotencyKey, ...fields } = (request.body ?? {}) as Record<string, string>;
      const answer = await takeEnquiry({
        tenant,
        fields,
        ip: request.ip ?? '',
        // only one of ours, as `formPage` makes them: whatever else was sent is no key
        idempotencyKey: z.uuid().safeParse(idempotencyKey).data ?? null,
      });
      const { status, html } = pageFor(tenant, fields, answer);
      response.status(status).send(html);
    },
  );
  return router;
};

const pageFor = (
  tenant: TenantInForce,
  fields: Record<string, string>,
  answer: EnquiryAnswer,
): { status: number; html: string } => {
  const { profile } = tenant.settings;
  const message = (heading: string, paragraphs: string[]): string =>
    renderPage(tenant.settings, 'message', heading, { heading, paragraphs });
  switch (answer.kind) {
    case 'accepted':
      return {
        status: 202,
        html: message('Thank you, we have your enquiry', [
          `${profile.name} will call you soon. You will also find an e-mail from us in your inbox.`,
        ]),
      };
    case 'problems':
      return { status: 400, html: formPage(tenant, fields, answer.problems) };
    case 'keyReused':
      return { status: 422, html: formPage(tenant, fields, []) };
    case 'tooMany':
      return {
        status: 429,
        html: message('One moment, please', [`Please try again in ${answer.retryAfterSeconds} seconds.`]),
      };
  }
};

const formPage = (
  tenant: TenantInForce,
  values: Record<string, string>,
  problems: FieldProblem[],
): string => {
  const { form } = tenant.settings;
  const interests = form.interests.map((interest) => ({
    ...interest,
    selected: interest.value === values.interest,
  }));
  return renderPage(tenant.settings, 'form', form.title, {
    slug: tenant.slug,
    form: { ...form, interests },
    values,
    // made with the page: a second click, or a reload of the answer, is the same enquiry
    idempotencyKey: randomUUID(),
    problems: problems.map(({ field, expected }) => ({ field, expected, label: labels[field] ?? field })),
  });
};
