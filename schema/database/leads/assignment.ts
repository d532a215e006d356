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

/**
 * Gives out many new leads at once, in turn within each group. The counters are locked until the transaction ends, and forms
 * take turns, too: so it is the last thing that a transaction does. Who is in no group is left to nobody.
 */
export const giveOut = async (
  tx: Tx,
  tenantId: string,
  leads: readonly { leadId: string; pool: readonly string[]; causedBy: Cause }[],
): Promise<void> => {
  const pools = Map.groupBy(leads, ({ pool }) => pool.toSorted().join(' '));
  const given: { leadId: string; to: string; causedBy: Cause }[] = [];
  // in one order: two that take turns of the same groups must not wait for each other
  for (const [pool, members] of [...pools].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (pool === '') continue;
    const keys = pool.split(' ');
    const [row] = await tx.execute<{ given: number }[]>(
      `insert into assignment_turn (id, tenant_id, pool, given) values (?, ?, ?, ?)
       on conflict (tenant_id, pool) do update set given = assignment_turn.given + excluded.given returning given`,
      [uuidV7(), tenantId, pool, members.length],
    );
    const first = (row?.given ?? members.length) - members.length;
    for (const [n, { leadId, causedBy }] of members.entries())
      given.push({ leadId, causedBy, to: keys[(first + n) % keys.length] ?? '' });
  }
  await tx.execute(
    `with given as (select * from jsonb_to_recordset(?::jsonb) as g ("leadId" uuid, "to" text, "causedBy" jsonb)),
     assigned as (update lead l set assigned_to = given."to" from given where l.id = given."leadId")
     insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
     select gen_random_uuid(), ?, "leadId", 'assigned', jsonb_build_object('from', null, 'to', "to", 'because', 'rule'),
       'system', "causedBy", now() from given`,
    [JSON.stringify(given), tenantId],
  );
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
