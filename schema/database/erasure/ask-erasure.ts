import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { beginErasure, type ErasureRequest } from './begin-erasure.ts';

/**
 * Begins an erasure that a person asked for, and writes into the audit log who it was: nothing of whom it is about. The
 * same again answers the same erasure's id, and writes nothing. Null when the tenant has no such lead.
 */
export const askErasure = async (
  tx: Tx,
  { actor, ...request }: Omit<ErasureRequest, 'reason'> & { actor: Actor },
): Promise<string | null> => {
  const begun = await beginErasure(tx, { ...request, reason: 'asked' });
  if (!begun) return null;
  const { erasureId, isNew } = begun;
  const { tenantId, leadId } = request;
  if (isNew)
    await recordChange(tx, {
      ...{ tenantId, actor, action: 'leadErased', subject: { kind: 'lead', id: leadId }, leadId },
      ...{ before: null, after: {} },
    });
  return erasureId;
};
