import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Lead, type LeadRow } from './entities.ts';
import { lockLead } from './lead-lock.ts';
import { addToTimeline } from './timeline.ts';

/** Gives a lead to somebody, or to nobody, and tells its timeline. The lead is locked. The same again changes nothing. */
export const assignLead = async (
  tx: Tx,
  lead: Pick<LeadRow, 'id' | 'tenantId' | 'assignedTo'>,
  change: { to: string | null; because: 'asked' | 'rule' | 'left'; actor: string; causedBy: Cause },
): Promise<boolean> => {
  const { to, because, actor, causedBy } = change;
  const from = lead.assignedTo ?? null;
  if (from === to) return false;
  await tx.nativeUpdate(Lead, { id: lead.id }, { assignedTo: to, updatedAt: new Date() });
  await addToTimeline(tx, {
    tenantId: lead.tenantId,
    leadId: lead.id,
    kind: 'assigned',
    details: { from, to, because },
    actor,
    causedBy,
  });
  return true;
};

/**
 * Whose turn it is in this group: one after the other, however many leads come at once. Nobody of an empty group. The
 * counter's row is locked until the transaction ends, so take the turn last.
 */
export const nextInTurn = async (
  tx: Tx,
  tenantId: string,
  pool: readonly string[],
): Promise<string | null> => {
  const keys = pool.toSorted();
  if (keys.length < 2) return keys[0] ?? null;
  const [row] = await tx.execute<{ given: number }[]>(
    `insert into assignment_turn (id, tenant_id, pool, given) values (?, ?, ?, 1)
     on conflict (tenant_id, pool) do update set given = assignment_turn.given + 1 returning given`,
    [uuidV7(), tenantId, keys.join(' ')],
  );
  return keys[((row?.given ?? 1) - 1) % keys.length] ?? null;
};

/** Among whom a lead is given out, by the tenant's rules: `assignmentPool` of `domain/leads/assign.ts`. */
export type AssignmentRule = (
  lead: Pick<LeadRow, 'interest' | 'language' | 'country' | 'phoneCountry'>,
) => string[];

/** Gives the leads of whoever left to the others, by the rules as for a new lead. A second time finds nothing to give. */
export const reassignOfLeavers = async (
  tx: Tx,
  tenantId: string,
  staffKeys: readonly string[],
  rule: AssignmentRule,
): Promise<void> => {
  const orphaned = { assignedTo: { $nin: [...staffKeys], $ne: null }, mergedInto: null };
  for (const { id } of await tx.find(Lead, orphaned, { fields: ['id'], orderBy: { id: 'asc' } })) {
    const lead = await lockLead(tx, id);
    if (!lead?.assignedTo || staffKeys.includes(lead.assignedTo)) continue;
    const to = await nextInTurn(tx, tenantId, rule(lead));
    const causedBy = { kind: 'system', id: 'staffLeft' } as const;
    await assignLead(tx, lead, { to, because: 'left', actor: 'system', causedBy });
  }
};
