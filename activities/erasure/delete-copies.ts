import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { deleteCopy } from './delete-copy.ts';
import { noteCopies } from './note-copies.ts';
import type { ErasurePorts } from './ports.ts';

/**
 * Has vendors delete what they hold, and what they have told of meanwhile, each copy once. What a vendor cannot do just now
 * is left for the next time.
 */
export const createDeleteCopies =
  (ports: ErasurePorts): ErasureActivities['deleteCopies'] =>
  async ({ tenantId, erasureId: causeId }) => {
    const copies = await ports.db.inTenant(tenantId, (tx) =>
      noteCopies(tx, { tenantId, erasureId: causeId }),
    );
    let left = 0;
    for (const copy of copies) if (!(await deleteCopy(ports, { tenantId, causeId, copy }))) left += 1;
    return { left };
  };
