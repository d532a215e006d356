import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { deleteCopy } from './delete-copy.ts';
import { noteCopies } from './note-copies.ts';
import type { ErasurePorts } from './ports.ts';

/** Well within the time of the activity, which ends unheard otherwise, and is never given up. */
const longestRoundMs = 60_000;

/**
 * Has vendors delete what they hold, and what they have told of meanwhile, each copy once. What a vendor cannot do just now
 * is left for the next time, and so is what the round does not reach: each copy may cost a vendor's whole time limit.
 */
export const createDeleteCopies =
  (ports: ErasurePorts, roundMs = longestRoundMs): ErasureActivities['deleteCopies'] =>
  async ({ tenantId, erasureId: causeId }) => {
    const copies = await ports.db.inTenant(tenantId, (tx) =>
      noteCopies(tx, { tenantId, erasureId: causeId }),
    );
    const until = Date.now() + roundMs;
    let left = 0;
    for (const copy of copies)
      if (Date.now() >= until || !(await deleteCopy(ports, { tenantId, causeId, copy }))) left += 1;
    return { left };
  };
