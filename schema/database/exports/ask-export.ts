import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { lockFamily } from '../leads/lead-lock.ts';
import { notePendingBatch } from '../routing/doors.ts';
import { LeadExport } from './entities.ts';

/** Whose data is wanted, and who wants it. `id` is its caller's: the same id is the same export. */
export interface ExportRequest {
  tenantId: string;
  id: string;
  leadId: string;
  actor: Actor;
}

/**
 * Has everything that is kept of a person written into files, of every lead that they were, and writes into the audit log
 * who asked. While one is being written for them it is that one that is answered, and a second call with the same id
 * changes nothing. Null when the tenant has no such lead, or has forgotten them.
 */
export const askExport = async (
  tx: Tx,
  { tenantId, id, leadId, actor }: ExportRequest,
): Promise<string | null> => {
  const family = await lockFamily(tx, leadId);
  if (!family || family.lead.erasedAt) return null;
  const { lead } = family;
  const leadIds = [...family.absorbed, lead].map((one) => one.id);
  const begun = { tenantId, kind: 'export', asked: 1 } as const;
  const known = await tx.findOne(LeadExport, { id });
  const same = known ?? (await tx.findOne(LeadExport, { leadId: lead.id, state: 'writing' }));
  if (same) {
    // its workflow may have been lost with the engine: there is one, however often it is started
    if (same.state === 'writing') await notePendingBatch(tx, { ...begun, id: same.id });
    return same.id;
  }
  await tx.insert(LeadExport, {
    ...{ id, tenantId, createdAt: new Date(), leadId: lead.id, leadIds },
    ...{ actorKind: actor.kind, actorId: actor.id, position: { section: 0, after: null } },
    ...{ files: [], sounds: [], bytes: 0 },
  });
  await notePendingBatch(tx, { ...begun, id });
  await recordChange(tx, {
    ...{ tenantId, actor, action: 'leadExported', subject: { kind: 'LeadExport', id }, leadId: lead.id },
    ...{ before: null, after: { leads: leadIds.length } },
  });
  return id;
};
