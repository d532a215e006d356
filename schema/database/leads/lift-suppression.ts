import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { Suppression } from './entities.ts';
import { actorKey, actorLine, addToTimeline } from './timeline.ts';

/**
 * Lets a number or an address be used again. The row stays as the record of who lifted it and why. An opt-out is never
 * lifted by staff. A second call changes nothing.
 */
export const liftSuppression = async (
  tx: Tx,
  lift: { id: string; by: Actor; because: string },
): Promise<'lifted' | 'optedOut' | 'unknown'> => {
  const found = await tx.findOne(Suppression, { id: lift.id });
  if (!found) return 'unknown';
  if (found.reason === 'optedOut') return 'optedOut';
  const lifted = { liftedAt: new Date(), liftedBy: actorKey(lift.by), liftedBecause: lift.because };
  if ((await tx.nativeUpdate(Suppression, { id: lift.id, liftedAt: null }, lifted)) === 0) return 'lifted';
  const { tenantId, leadId } = found;
  await recordChange(tx, {
    tenantId,
    ...(leadId && { leadId }),
    actor: lift.by,
    action: 'suppressionLifted',
    subject: { kind: 'Suppression', id: lift.id },
    before: { liftedAt: null },
    after: lifted,
  });
  if (leadId)
    await addToTimeline(tx, {
      tenantId,
      leadId,
      kind: 'suppressionLifted',
      details: { kind: found.kind, scope: found.scope, reason: found.reason, because: lift.because },
      actor: actorLine(lift.by),
      causedBy: { kind: 'system', id: lift.id },
    });
  return 'lifted';
};
