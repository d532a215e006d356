import type { Cause } from '../../contracts/ids.ts';
import type { SuppressionReason, SuppressionScope } from '../../contracts/suppression.ts';
import { cancelAhead } from '../appointments/cancel-appointment.ts';
import { withdrawDrafts } from '../conversations/withdraw-drafts.ts';
import type { Tx } from '../database.ts';
import { keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Lead, LeadIdentity, type LeadRow } from './entities.ts';
import { changeLeadStatus } from './status.ts';
import { addToTimeline } from './timeline.ts';

interface Bar {
  tenantId: string;
  kind: 'phone' | 'email';
  valueHash: string;
  scope: SuppressionScope;
  reason: SuppressionReason;
  leadId: string | null;
  causedBy: Cause;
}

/** Nobody contacts this number or address again; only its keyed hash is kept. A second time changes nothing: false. */
export const suppress = async (
  tx: Tx,
  whom: {
    tenantId: string;
    kind: 'phone' | 'email';
    value: string;
    /** everything, when not given */
    scope?: SuppressionScope;
    reason: SuppressionReason;
    leadId: string | null;
    causedBy: Cause;
    linkSecret: string;
  },
): Promise<boolean> => {
  const { value, linkSecret, scope = 'all', ...bar } = whom;
  return suppressHash(tx, { ...bar, scope, valueHash: keyedHash(linkSecret, value) });
};

/** The same for a number or an address of which no more than its hash is known. */
export const suppressHash = async (
  tx: Tx,
  { tenantId, kind, valueHash, scope, reason, leadId, causedBy }: Bar,
): Promise<boolean> => {
  const rows = await tx.execute<{ id: string }[]>(
    `insert into suppression (id, tenant_id, kind, value_hash, scope, reason, lead_id, caused_by)
     values (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
     on conflict (tenant_id, kind, value_hash, scope) where lifted_at is null
     -- an opt-out outlasts what barred the same before: staff may lift a bounce, and never an opt-out
     do update set reason = 'optedOut', lead_id = excluded.lead_id, caused_by = excluded.caused_by
     where excluded.reason = 'optedOut' and suppression.reason <> 'optedOut'
     returning id`,
    [uuidV7(), tenantId, kind, valueHash, scope, reason, leadId, JSON.stringify(causedBy)],
  );
  return rows.length > 0;
};

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
  const identities = await tx.find(LeadIdentity, { leadId }, { fields: ['kind', 'value'] });
  const values = [
    { kind: 'phone' as const, value: lead.phone },
    { kind: 'email' as const, value: lead.email },
    // every other number and address that the person is known by
    ...identities.map(({ kind, value }) => ({ kind, value })),
  ];
  for (const { kind, value } of values)
    if (value) await suppress(tx, { tenantId, kind, value, reason: 'optedOut', leadId, ...by });
  const first = await tx.nativeUpdate(Lead, { id: leadId, optedOutAt: null }, { optedOutAt: now });
  await cancelAhead(tx, lead, { reason: 'optedOut', actor, causedBy });
  if (first > 0) await addToTimeline(tx, { tenantId, leadId, kind: 'optedOut', actor, causedBy });
  await withdrawDrafts(tx, { leadId, by: actor, because: 'optedOut' });
  await changeLeadStatus(tx, lead, { status: 'opted_out', reason: 'optedOut', actor, causedBy });
};
