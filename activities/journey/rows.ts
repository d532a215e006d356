import type { JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { factsAfter } from '../../schema/database/leads/facts.ts';
import { handOver, takeOver } from '../../schema/database/leads/hand-over.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { Ports } from '../ports.ts';

/** Reads and writes of our own rows that a journey needs and that touch nobody else. */
export const createRowActivities = ({
  db,
}: Ports): Pick<JourneyLocalActivities, 'readFacts' | 'handOver' | 'takeOver' | 'project'> => ({
  readFacts: ({ tenantId, leadId, after }) => db.inTenant(tenantId, (tx) => factsAfter(tx, leadId, after)),

  handOver: (input) => db.inTenant(input.tenantId, (tx) => handOver(tx, input)),

  takeOver: (input) => db.inTenant(input.tenantId, (tx) => takeOver(tx, input)),

  project: (input) =>
    db.inTenant(input.tenantId, async (tx) => {
      const { step } = input.stamp;
      await projectJourney(tx, input, { step, nextAction: input.because, nextActionAt: input.at ?? null });
      if (step !== 'closed') return;
      const { tenantId, leadId } = input;
      const closed = await tx.nativeUpdate(
        Lead,
        // unless the lead has come back meanwhile: then a newer run has written another step
        { id: leadId, closedAt: null, step: 'closed' },
        { closedAt: new Date(), closeReason: input.because },
      );
      if (closed === 0) return;
      const causedBy = { kind: 'system', id: leadId } as const;
      const lead = input.because === 'optedOut' ? await lockLead(tx, leadId) : null;
      if (lead)
        await changeLeadStatus(tx, lead, {
          status: 'opted_out',
          reason: 'optedOut',
          actor: 'system',
          causedBy,
        });
      await addToTimeline(tx, {
        tenantId,
        leadId,
        kind: 'journeyClosed',
        details: { because: input.because },
        actor: 'system',
        causedBy,
      });
    }),
});
