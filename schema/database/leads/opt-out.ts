import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Lead, type LeadRow, Suppression } from './entities.ts';
import { changeLeadStatus } from './status.ts';
import { addToTimeline } from './timeline.ts';

/**
 * Blocks a lead's number and address for good, by keyed hash. The lead is locked: whatever is decided after this commit
 * finds it. A second time changes nothing.
 */
export const recordOptOut = async (
  tx: Tx,
  lead: LeadRow,
  by: { causedBy: Cause; actor: string; linkSecret: string },
): Promise<void> => {
  const { tenantId, id: leadId } = lead;
  const { causedBy, actor } = by;
  const now = new Date();
  const values = [
    { kind: 'phone' as const, value: lead.phone },
    { kind: 'email' as const, value: lead.email },
  ];
  for (const { kind, value } of values) {
    if (!value) continue;
    const valueHash = keyedHash(by.linkSecret, value);
    if ((await tx.count(Suppression, { kind, valueHash })) > 0) continue;
    await tx.insert(Suppression, {
      id: uuidV7(),
      tenantId,
      createdAt: now,
      kind,
      valueHash,
      reason: 'optedOut',
      causedBy,
    });
  }
  const first = await tx.nativeUpdate(Lead, { id: leadId, optedOutAt: null }, { optedOutAt: now });
  if (first > 0) await addToTimeline(tx, { tenantId, leadId, kind: 'optedOut', actor, causedBy });
  await changeLeadStatus(tx, lead, { status: 'opted_out', reason: 'optedOut', actor, causedBy });
};
