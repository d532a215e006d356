import type { Request } from 'express';
import type { Database } from '../../schema/database/database.ts';
import type { Viewer } from '../../schema/graphql/context.ts';
import { authenticate } from './authenticate.ts';

/** Who asks something of the business: a member of staff by their session. Null for everybody else. */
export const viewerOf = async (context: { db: Database }, request: Request): Promise<Viewer | null> => {
  const member = await authenticate(context, request);
  return member && { kind: 'staff', ...member };
};
