import express, { type Express } from 'express';
import helmet from 'helmet';
import { tenantInForce } from '../schema/database/tenants/policy.ts';
import { createAccountRoutes } from './auth/account-routes.ts';
import { createAuth } from './auth/routes.ts';
import { freeThen } from './book.ts';
import { createCallRoutes } from './calls/create-call-routes.ts';
import type { ApiContext } from './context.ts';
import { freeSlotsOf } from './free-slots.ts';
import { createGraphql } from './graphql/routes.ts';
import { createHealthRoutes } from './health.ts';
import { createImportRoutes } from './imports/import-routes.ts';
import { createExportRoutes } from './leads/export-routes.ts';
import { createPersonRoutes } from './leads/person-routes.ts';
import { createPublicLeadRoutes } from './leads/public-lead-routes.ts';
import { onError } from './on-error.ts';
import { createAccountPages } from './pages/account-pages.ts';
import { createAppointmentPages } from './pages/appointment-pages.ts';
import { createForgotPage } from './pages/forgot-page.ts';
import { createFormPages } from './pages/form-pages.ts';
import { createMailTracking } from './pages/mail-tracking.ts';
import { notFound } from './pages/not-found.ts';
import { createRegisterPage } from './pages/register-page.ts';
import { createUnsubscribePages } from './pages/unsubscribe-pages.ts';
import { createPublicOperations } from './public/operation-routes.ts';
import { createGraphWebhook } from './webhooks/graph.ts';
import { createResendWebhook } from './webhooks/resend.ts';

/** Every route of the api, on one Express application. */
export const createApp = (context: ApiContext, engineIsUp: () => Promise<boolean>): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', context.settings.trustedProxies);
  app.use(createHealthRoutes(context, engineIsUp));
  // before anything that costs time: a form is what people wait for
  app.use(createPublicLeadRoutes(context));
  app.use(createPublicOperations(context));
  app.use(createCallRoutes(context));
  app.use(createResendWebhook(context));
  app.use(createGraphWebhook(context));
  app.use(
    createGraphql(context, {
      freeSlots: (tenantId, staffKey) => freeSlotsOf(context, tenantId, staffKey),
      freeThen: async (tenantId, at) => {
        const tenant = await context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
        return freeThen(context, tenant, at);
      },
    }),
  );
  app.use(helmet({ contentSecurityPolicy: { directives: contentSecurity } }));
  app.use(createImportRoutes(context));
  app.use(createExportRoutes(context));
  app.use(createPersonRoutes(context));
  app.use('/api/auth', createAuth(context));
  app.use('/api/auth', createAccountRoutes(context));
  app.use(createFormPages(context));
  app.use(createAppointmentPages(context));
  app.use(createMailTracking(context));
  app.use(createUnsubscribePages(context));
  app.use(createAccountPages(context));
  app.use(createForgotPage(context));
  app.use(createRegisterPage(context));
  app.use(notFound);
  app.use(onError(context));
  return app;
};

const contentSecurity = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  // a form may be sent over plain HTTP on a developer's machine
  upgradeInsecureRequests: null,
};
