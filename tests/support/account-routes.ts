import { Router } from 'express';
import { createAccountRoutes } from '../../api/auth/account-routes.ts';
import { createAuth } from '../../api/auth/routes.ts';
import type { ApiContext } from '../../api/context.ts';
import { createAccountPages } from '../../api/pages/account-pages.ts';

/** Everything by which people get at their accounts, and the pages behind mailed links. */
export const accountRoutes = (context: ApiContext): Router =>
  Router()
    .use('/api/auth', createAuth(context))
    .use('/api/auth', createAccountRoutes(context))
    .use(createAccountPages(context));
