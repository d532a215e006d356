import type pg from 'pg';
import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { MergeProposal, type MergeReason } from './merge-entities.ts';
import { addToTimeline } from './timeline.ts';

/** Two leads that may be one person, and why. */
export interface Proposed {
  tenantId: string;
  leads: readonly [string, string];
  reason: MergeReason;
  causedBy: Cause;
}

const statement = (place: (n: number) => string): string => `
  with proposed as (
    insert into merge_proposal (id, tenant_id, lead_id, other_lead_id, reason, caused_by)
    values (${[1, 2, 3, 4, 5, 6].map(place).join(', ')}) on conflict (tenant_id, lead_id, other_lead_id, reason) do nothing
    returning id, lead_id, other_lead_id, tenant_id, reason, caused_by
  )
  insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
  select gen_random_uuid(), tenant_id, one, 'mergeProposed',
    jsonb_build_object('proposalId', id, 'reason', reason), 'system', caused_by, now()
  from proposed, unnest(array[lead_id, other_lead_id]) as one`;

const values = ({ tenantId, leads, reason, causedBy }: Proposed): unknown[] => {
  const [leadId, otherLeadId] = leads.toSorted();
  return [uuidV7(), tenantId, leadId, otherLeadId, reason, JSON.stringify(causedBy)];
};

const named = statement((n) => `$${n}`);
const positional = statement(() => '?');

/** Proposes a merge to staff. A pair that was proposed for this reason before, even if it was rejected, is not again. */
export const proposeMerge = async (tx: Tx, proposed: Proposed): Promise<void> => {
  await tx.execute(positional, values(proposed));
};

/** The same on the bare client of the form's path. */
export const proposeMergeOnClient = async (client: pg.PoolClient, proposed: Proposed): Promise<void> => {
  await client.query({ name: 'merge-proposed', text: named, values: values(proposed) });
};

/** Keeps two leads apart, for this reason for good, and tells the timelines of both. False when it was decided already. */
export const rejectProposal = async (
  tx: Tx,
  decision: { tenantId: string; proposalId: string; actor: string; causedBy: Cause },
): Promise<boolean> => {
  const { tenantId, proposalId, actor, causedBy } = decision;
  const open = { id: proposalId, state: 'open' as const };
  const decided = { state: 'rejected' as const, decidedBy: actor, decidedAt: new Date() };
  if ((await tx.nativeUpdate(MergeProposal, open, decided)) === 0) return false;
  const { leadId, otherLeadId, reason } = await tx.findOneOrFail(MergeProposal, { id: proposalId });
  for (const one of [leadId, otherLeadId]) {
    const details = { proposalId, reason };
    await addToTimeline(tx, { tenantId, leadId: one, kind: 'mergeRejected', details, actor, causedBy });
  }
  return true;
};
