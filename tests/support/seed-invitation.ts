import { invite } from '../../schema/database/accounts/invitations.ts';
import type { Database } from '../../schema/database/database.ts';
import { testLinkSecret } from './seed.ts';

/** Invites somebody by the name of `mark`, and answers the id of the invitation's link. */
export const seedInvitation = async (db: Database, tenantId: string, mark: string): Promise<string> => {
  const email = `newcomer@${mark.toLowerCase()}.example`;
  const made = await db.inTenant(tenantId, (tx) =>
    invite(tx, {
      ...{ tenantId, name: `${mark} newcomer`, email, role: 'agent', calendar: null },
      ...{ actor: { kind: 'staff', id: 'admin' }, linkSecret: testLinkSecret },
    }),
  );
  if (typeof made === 'string') throw new Error(`not invited: ${made}`);
  return made.linkId;
};
