import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { readMe } from '../../domain/exports/read-me.ts';
import { noteFetched } from '../../schema/database/exports/note-fetched.ts';
import { findExport, packExport, stands } from '../../schema/database/exports/pack-export.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { idOf } from '../../schema/graphql/ids.ts';
import { requireAdmin } from '../auth/require-admin.ts';
import type { ApiContext } from '../context.ts';

/**
 * `GET /api/leads/exports/<id>`: what `exportLead` wrote of a person, as a ZIP archive, for admins of the business, with
 * their session. Each time is written into the audit log.
 */
export const createPersonRoutes = ({ db }: Pick<ApiContext, 'db'>): Router => {
  const router = Router();
  router.get('/api/leads/exports/:id', async (request: Request, response: Response) => {
    const admin = await requireAdmin({ db }, request, response);
    if (!admin) return;
    const { tenantId, actor } = admin;
    const id = idOf('LeadExport', String(request.params.id));
    const found = id && (await findExport(db, tenantId, id));
    if (!found) return problem(response, 404, 'the global id of an export');
    if (found.state === 'writing')
      return problem(response, 409, 'an export that is written: try again later');
    if (!stands(found)) return problem(response, 410, 'an export whose time is not over: ask for a new one');
    const business = await db.inTenant(tenantId, async (tx) => {
      await noteFetched(tx, found, actor);
      return (await tenantInForce(tx, tenantId)).settings.profile.name;
    });
    response.set({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="person.zip"',
      'cache-control': 'no-store',
    });
    const sounds = found.files.length - 1;
    const words = readMe({ business, writtenAt: found.createdAt.toISOString(), sounds });
    await pipeline(packExport(db, found, words), response);
  });
  return router;
};

const problem = (response: Response, status: number, expected: string): void => {
  response.status(status).json({ problems: [{ field: 'id', expected }] });
};
