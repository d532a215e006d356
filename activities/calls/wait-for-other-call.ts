import type { JourneyActivities, PlaceCallResult } from '../../schema/contracts/journey.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import type { Ports } from '../ports.ts';
import { createReconcileCall } from './reconcile-call.ts';

/**
 * What to do while another call of this lead is open, one that the journey does not watch: look at it, and come back.
 * Only waiting for it would be waiting for a callback that may have been lost.
 */
export const waitForOtherCall = async (
  ports: Ports,
  input: Parameters<JourneyActivities['placeCall']>[0],
): Promise<PlaceCallResult> => {
  const { tenantId, leadId } = input;
  const other = await ports.db.inTenant(tenantId, async (tx) =>
    tx.findOne(CallAttempt, { leadId: { $in: await leadFamily(tx, leadId) }, endedAt: null }),
  );
  const found = other && (await createReconcileCall(ports)({ ...input, attemptId: other.id }));
  const at = found?.kind === 'open' ? found.guardAt : new Date().toISOString();
  return { kind: 'at', at, because: 'callRunning' };
};
