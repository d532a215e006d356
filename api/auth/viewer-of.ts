import type { Request } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../schema/database/database.ts';
import type { Viewer } from '../../schema/graphql/context.ts';
import { keyIn, viewerByKey } from './api-key.ts';
import { authenticate } from './authenticate.ts';

/**
 * Who asks something of the business: a system of theirs by its key, or a member of staff by their session. Null for
 * everybody else. A request with a key is the key's, whatever cookie comes with it.
 */
export const viewerOf = async (
  context: { db: Database; log: Logger },
  request: Request,
): Promise<Viewer | null> => {
  const secret = keyIn(request);
  if (secret) return viewerByKey(context, secret);
  const member = await authenticate(context, request);
  return member && { kind: 'staff', ...member };
};
