import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { lockFamily } from '../../schema/database/leads/lead-lock.ts';
import { dueLeads, isDue } from '../../schema/database/retention/due-leads.ts';
import { countRemoved, removedBy } from '../../schema/database/retention/runs.ts';
import { nothingDue, type RemoveKind, type RetentionPorts, type ToRemove } from './ports.ts';

/** Has the next closed leads forgotten whose time is over: each by an erasure like any other, begun by nobody. */
export const removeLeads: RemoveKind = async (ports, task) => {
  const { db } = ports;
  const { tenantId, runId, after, pace } = task;
  const before = task.before.leads;
  if (!before) return nothingDue;
  const { leads, room } = await db.inTenant(tenantId, async (tx) => {
    const underWay = await tx.count(Erasure, { state: 'asked' });
    const { leads: begun } = await removedBy(tx, runId);
    const room = Math.min(pace.leads, pace.mostLeads - begun, pace.mostUnderWay - underWay);
    return { room, leads: await dueLeads(tx, { before, after, most: Math.max(1, room) }) };
  });
  if (leads.length > 0 && room <= 0) return { removed: 0, after: null, isCut: true };
  let removed = 0;
  for (const { id } of leads) if (await beginRemoval(ports, task, { id, before })) removed += 1;
  return { removed, after: leads.at(-1)?.place ?? null };
};

const beginRemoval = (
  { db, linkSecret }: RetentionPorts,
  { tenantId, runId }: ToRemove,
  { id: leadId, before }: { id: string; before: Date },
): Promise<boolean> =>
  db.inTenant(tenantId, async (tx) => {
    // whatever comes in for this person waits for the lock: it came before, and keeps them, or finds them forgotten
    await lockFamily(tx, leadId);
    if (!(await isDue(tx, leadId, before))) return false;
    const request = { tenantId, leadId, reason: 'retention', askedBy: 'system', linkSecret } as const;
    const begun = await beginErasure(tx, request);
    if (!begun?.isNew) return false;
    await countRemoved(tx, runId, 'leads', 1);
    return true;
  });
