import { Router } from 'express';
import type { ApiContext } from './context.ts';

/** `/health/live`: the process answers. `/health/ready`: what it needs is there; Temporal may be away, forms still come in. */
export const createHealthRoutes = (
  { db }: Pick<ApiContext, 'db'>,
  engineIsUp: () => Promise<boolean>,
): Router => {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/health/ready', async (_request, response) => {
    const [database, temporal] = await Promise.all([
      db.pool.query('select 1').then(
        () => true,
        () => false,
      ),
      engineIsUp().catch(() => false),
    ]);
    const state = (up: boolean): string => (up ? 'up' : 'down');
    response.status(database ? 200 : 503).json({
      status: database ? (temporal ? 'ok' : 'degraded') : 'unavailable',
      database: state(database),
      temporal: state(temporal),
    });
  });
  return router;
};
