import { beginBulk } from '../../schema/database/bulk/begin-bulk.ts';
import type { Database } from '../../schema/database/database.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

/** A bulk command that has begun; `mark` tells tenants apart. Answers its id. */
export const seedBulk = async (
  db: Database,
  tenantId: string,
  { mark, leadIds }: { mark: string; leadIds: string[] },
): Promise<string> => {
  const id = uuidV7();
  const actor = { kind: 'staff', id: 'admin' } as const;
  const asked = { name: 'close', arguments: { reason: `${mark} fair` } } as const;
  await db.inTenant(tenantId, (tx) => beginBulk(tx, { tenantId, id, actor, leadIds, ...asked }));
  return id;
};
