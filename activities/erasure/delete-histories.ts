import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { exportLeadId } from '../../schema/contracts/exports.ts';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { notifyPersonId } from '../../schema/contracts/notes.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { LeadExport } from '../../schema/database/exports/entities.ts';
import { StaffNote } from '../../schema/database/notes/entities.ts';
import type { ErasurePorts } from './ports.ts';

/** Deletes every run of the person's journeys, of the notes to staff about them and of exports; one that still runs is ended by it. */
export const createDeleteHistories =
  ({ db, engine }: ErasurePorts): ErasureActivities['deleteHistories'] =>
  async ({ tenantId, erasureId }) => {
    const workflowIds = await db.inTenant(tenantId, async (tx) => {
      const { leadIds } = await tx.findOneOrFail(Erasure, { id: erasureId });
      const ofLeads = { leadId: { $in: leadIds } };
      const notes = await tx.find(StaffNote, ofLeads, { fields: ['id'] });
      const exports = await tx.find(LeadExport, ofLeads, { fields: ['id'] });
      return [
        ...leadIds.map((leadId) => leadJourneyId(tenantId, leadId)),
        ...notes.map(({ id: noteId }) => notifyPersonId({ tenantId, noteId })),
        ...exports.map(({ id: exportId }) => exportLeadId({ tenantId, exportId })),
      ];
    });
    const found = await engine.deleteRuns(workflowIds);
    // the first time finds all of them, and a run that has just closed is found for some seconds yet
    await db.inTenant(tenantId, (tx) =>
      tx.execute('update erasure set runs = greatest(runs, ?) where id = ?', [found, erasureId]),
    );
    return { left: found };
  };
