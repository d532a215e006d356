import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { notifyPersonId } from '../../schema/contracts/notes.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { StaffNote } from '../../schema/database/notes/entities.ts';
import type { ErasurePorts } from './ports.ts';

/** Deletes every run of the person's journeys and of the notes to staff about them; one that still runs is ended by it. */
export const createDeleteHistories =
  ({ db, engine }: ErasurePorts): ErasureActivities['deleteHistories'] =>
  async ({ tenantId, erasureId }) => {
    const workflowIds = await db.inTenant(tenantId, async (tx) => {
      const { leadIds } = await tx.findOneOrFail(Erasure, { id: erasureId });
      const notes = await tx.find(StaffNote, { leadId: { $in: leadIds } }, { fields: ['id'] });
      return [
        ...leadIds.map((leadId) => leadJourneyId(tenantId, leadId)),
        ...notes.map(({ id: noteId }) => notifyPersonId({ tenantId, noteId })),
      ];
    });
    const found = await engine.deleteRuns(workflowIds);
    // the first time finds all of them, and a run that has just closed is found for some seconds yet
    await db.inTenant(tenantId, (tx) =>
      tx.execute('update erasure set runs = greatest(runs, ?) where id = ?', [found, erasureId]),
    );
    return { left: found };
  };
