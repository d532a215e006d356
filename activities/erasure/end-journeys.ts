import type { ErasureActivities } from '../../schema/contracts/erasure.ts';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import type { ErasurePorts } from './ports.ts';

/** Tells every journey of the person that they are forgotten, and counts those that have not closed yet. */
export const createEndJourneys =
  ({ db, engine }: ErasurePorts): ErasureActivities['endJourneys'] =>
  async ({ tenantId, erasureId }) => {
    const { leadIds } = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(Erasure, { id: erasureId }));
    let running = 0;
    for (const leadId of leadIds) {
      await deliverFacts(db, { tenantId, leadId }, engine.signalFact);
      if (await engine.isRunning(leadJourneyId(tenantId, leadId))) running += 1;
    }
    return { running };
  };
