import type { Request } from 'express';
import type { Logger } from 'pino';
import { agentsSeeOnlyOwn } from '../../domain/tenant/people.ts';
import type { Database } from '../../schema/database/database.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { keyIn, viewerByKey } from './api-key.ts';
import { authenticate } from './authenticate.ts';
import { superAdminIn } from './super-admin.ts';

const agentsAreLimited = (db: Database, tenantId: string): Promise<boolean> =>
  db.inTenant(tenantId, async (tx) => agentsSeeOnlyOwn((await tenantInForce(tx, tenantId)).settings));

/**
 * Who asks something of the business: a system of theirs by its key, a member of staff by their session, or somebody of the
 * platform by the token with which they entered it. Null for everybody else. A request with a key is the key's, whatever cookie comes with it.
 */
export const viewerOf = async (
  context: { db: Database; log: Logger },
  request: Request,
): Promise<Viewer | null> => {
  const secret = keyIn(request);
  if (secret) return viewerByKey(context, secret);
  const member = await authenticate(context, request);
  if (!member) return superAdminIn(context.db, request);
  // asked for every time: a setting counts from the next request on, and only agents wait for it
  const onlyOwnLeads = member.role === 'agent' && (await agentsAreLimited(context.db, member.tenantId));
  return { kind: 'staff', ...member, onlyOwnLeads };
};
