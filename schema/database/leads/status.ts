import type { Cause } from '../../contracts/ids.ts';
import type { LeadStatus } from '../../contracts/steps.ts';
import type { Tx } from '../database.ts';
import { Lead, type LeadRow } from './entities.ts';
import { addToTimeline } from './timeline.ts';

/** Changes a lead's status and tells its timeline who did it and why. The same status again changes nothing. */
export const changeLeadStatus = async (
  tx: Tx,
  lead: Pick<LeadRow, 'id' | 'tenantId' | 'status'>,
  change: { status: LeadStatus; reason: string; actor: string; causedBy: Cause },
): Promise<boolean> => {
  const { status, reason, actor, causedBy } = change;
  const changed = await tx.nativeUpdate(
    Lead,
    { id: lead.id, status: { $ne: status } },
    { status, updatedAt: new Date() },
  );
  if (changed === 0) return false;
  await addToTimeline(tx, {
    tenantId: lead.tenantId,
    leadId: lead.id,
    kind: 'statusChanged',
    details: { from: lead.status, to: status, reason },
    actor,
    causedBy,
  });
  return true;
};
