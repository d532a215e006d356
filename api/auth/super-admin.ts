import type { Request } from 'express';
import type { Database } from '../../schema/database/database.ts';
import { tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import type { SuperAdminViewer } from '../../schema/graphql/who-asks.ts';
import { bearerOf } from './authenticate.ts';

/** Who stays in a business by this token; null when it opens nothing any more, or never did. */
export const superAdminBy = async (db: Database, token: string): Promise<SuperAdminViewer | null> => {
  const found = await tokenByHash(db.pool, hashToken(token));
  if (found?.kind !== 'superAdmin') return null;
  return { kind: 'superAdmin', tenantId: found.tenant_id, superAdminId: found.ref };
};

/** Somebody of the platform who sends this request, in the business that they entered. */
export const superAdminIn = async (db: Database, request: Request): Promise<SuperAdminViewer | null> => {
  const token = bearerOf(request);
  return token ? superAdminBy(db, token) : null;
};
