import type { Tx } from '../database.ts';
import { Suppression } from './entities.ts';
import { addToTimeline } from './timeline.ts';

/**
 * Lets a number or an address be used again. The row stays as the record of who lifted it and why. An opt-out is never
 * lifted by staff. A second call changes nothing.
 */
export const liftSuppression = async (
  tx: Tx,
  lift: { id: string; by: string; because: string },
): Promise<'lifted' | 'optedOut' | 'unknown'> => {
  const found = await tx.findOne(Suppression, { id: lift.id });
  if (!found) return 'unknown';
  if (found.reason === 'optedOut') return 'optedOut';
  const changed = await tx.nativeUpdate(
    Suppression,
    { id: lift.id, liftedAt: null },
    { liftedAt: new Date(), liftedBy: lift.by, liftedBecause: lift.because },
  );
  if (changed > 0 && found.leadId)
    await addToTimeline(tx, {
      tenantId: found.tenantId,
      leadId: found.leadId,
      kind: 'suppressionLifted',
      details: { kind: found.kind, scope: found.scope, reason: found.reason, because: lift.because },
      actor: `staff:${lift.by}`,
      causedBy: { kind: 'system', id: lift.id },
    });
  return 'lifted';
};
