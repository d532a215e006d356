import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { finishErasure } from '../../schema/database/erasure/finish-erasure.ts';
import { createDeleteCopies } from './delete-copies.ts';
import { createDeleteHistories } from './delete-histories.ts';
import { createEndJourneys } from './end-journeys.ts';
import type { ErasurePorts } from './ports.ts';
import { createSettleActions } from './settle-actions.ts';

/** Everything that forgetting a person asks of the world. */
export const createErasureActivities = (ports: ErasurePorts): ErasureActivities => ({
  endJourneys: createEndJourneys(ports),
  settleActions: createSettleActions(ports),
  emptyRows: async ({ tenantId, erasureId }) => {
    const { db } = ports;
    const { leadIds } = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(Erasure, { id: erasureId }));
    const emptied = await eraseRows(db, { tenantId, leadIds, erasureId });
    return { rows: Object.values(emptied).reduce((sum, rows) => sum + rows, 0) };
  },
  deleteHistories: createDeleteHistories(ports),
  deleteCopies: createDeleteCopies(ports),
  finishErasure: ({ tenantId, erasureId }) =>
    ports.db.inTenant(tenantId, (tx) => finishErasure(tx, erasureId)),
});
