import type { ErasureReason, KeptBar } from '../../contracts/erasure.ts';
import type { Cause } from '../../contracts/ids.ts';
import { cancelAhead } from '../appointments/cancel-appointment.ts';
import { withdrawDrafts } from '../conversations/withdraw-drafts.ts';
import type { Tx } from '../database.ts';
import { withdrawExports } from '../exports/withdraw-exports.ts';
import { Lead, LeadIdentity, type LeadRow, Suppression } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { lockFamily } from '../leads/lead-lock.ts';
import { MergeProposal } from '../leads/merge-entities.ts';
import { suppress } from '../leads/opt-out.ts';
import { keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { emptyUnclaimed } from './empty-unclaimed.ts';
import { Erasure } from './entities.ts';

/** Who is to be erased, why, and who asked. */
export interface ErasureRequest {
  tenantId: string;
  leadId: string;
  reason: ErasureReason;
  /** as timelines name who did something */
  askedBy: string;
  /** keys the hashes of what stays barred */
  linkSecret: string;
}

export interface BegunErasure {
  erasureId: string;
  /** the lead and every one that it had taken in */
  leadIds: string[];
  /** false when it had begun before */
  isNew: boolean;
}

/**
 * Begins to forget a person. From this commit on they are known by no number and no address, nothing is sent to them,
 * their journeys end, and whoever writes under the same name is somebody new: barred still where they were barred before.
 * What is left of them is emptied by the workflow `eraseLead`, which the dispatcher starts. Asked again the same erasure
 * is answered. Null when the tenant has no such lead.
 */
export const beginErasure = async (tx: Tx, request: ErasureRequest): Promise<BegunErasure | null> => {
  const family = await lockFamily(tx, request.leadId);
  if (!family) return null;
  const { lead } = family;
  const leads = [...family.absorbed, lead];
  const leadIds = leads.map(({ id }) => id);
  const known = await tx.findOne(Erasure, { leadId: lead.id });
  // a backup may have brought back a person whose erasure it knows of
  if (known && leads.every(({ erasedAt }) => erasedAt)) return { erasureId: known.id, leadIds, isNew: false };
  const erasureId = known?.id ?? uuidV7();
  const bars = await keepBars(tx, request, { lead, leads, erasureId });
  const causedBy = { kind: 'system', id: erasureId } as const;
  await callOff(tx, { lead, leadIds, causedBy });
  await withdrawExports(tx, leadIds);
  await tx.nativeDelete(LeadIdentity, { leadId: { $in: leadIds } });
  await tx.nativeUpdate(Lead, { id: { $in: leadIds } }, { erasedAt: new Date() });
  const begun = { state: 'asked' as const, askedAt: new Date(), leadIds, bars, doneAt: null };
  if (known) await tx.nativeUpdate(Erasure, { id: erasureId }, begun);
  else await insert(tx, request, { id: erasureId, leadId: lead.id, ...begun });
  for (const each of leads) await addFact(tx, each, { kind: 'erased', ref: erasureId, causedBy });
  return { erasureId, leadIds, isNew: true };
};

/** What people expect of this person: a meeting, a reply that waits, a decision about who they are. */
const callOff = async (
  tx: Tx,
  { lead, leadIds, causedBy }: { lead: LeadRow; leadIds: string[]; causedBy: Cause },
): Promise<void> => {
  await cancelAhead(tx, lead, { reason: 'erased', actor: 'system', causedBy });
  await withdrawDrafts(tx, { leadId: lead.id, by: 'system', because: 'erased' });
  const either = [{ leadId: { $in: leadIds } }, { otherLeadId: { $in: leadIds } }];
  const decided = { state: 'rejected' as const, decidedBy: 'system', decidedAt: new Date() };
  await tx.nativeUpdate(MergeProposal, { state: 'open', $or: either }, decided);
};

const insert = (
  tx: Tx,
  { tenantId, reason, askedBy }: ErasureRequest,
  begun: { id: string; leadId: string; state: 'asked'; askedAt: Date; leadIds: string[]; bars: KeptBar[] },
) =>
  tx.insert(Erasure, {
    tenantId,
    createdAt: new Date(),
    reason,
    askedBy,
    ...begun,
    rows: {},
    copies: [],
    vendors: {},
    runs: 0,
  });

/** What bars a person outlives them by keyed hash, whatever number or address it was said about. */
const keepBars = async (
  tx: Tx,
  { tenantId, linkSecret }: ErasureRequest,
  { lead, leads, erasureId }: { lead: LeadRow; leads: LeadRow[]; erasureId: string },
): Promise<KeptBar[]> => {
  const known = await knownBy(tx, leads);
  const whom = {
    tenantId,
    leadId: lead.id,
    causedBy: { kind: 'system', id: erasureId },
    linkSecret,
  } as const;
  if (leads.some(({ optedOutAt }) => optedOutAt))
    for (const identity of known) await suppress(tx, { ...whom, ...identity, reason: 'optedOut' });
  const numbers = known.filter(({ kind }) => kind === 'phone').map(({ value }) => value);
  const listed = await tx.execute<{ number: string; removed: boolean }[]>(
    'delete from do_not_call where number = any(array[?]::text[]) returning number, removed_at is not null as removed',
    [numbers],
  );
  for (const { number: value, removed } of listed)
    if (!removed) await suppress(tx, { ...whom, kind: 'phone', value, reason: 'doNotCall' });
  await emptyUnclaimed(
    tx,
    known.map(({ value }) => value),
  );
  const hashes = known.map(({ value }) => keyedHash(linkSecret, value));
  const bars = await tx.find(Suppression, { valueHash: { $in: hashes }, liftedAt: null });
  return bars.map(({ kind, valueHash, scope, reason }) => ({ kind, valueHash, scope, reason }));
};

/** Every number and address that a person is known by. */
export const knownBy = async (
  tx: Tx,
  leads: readonly LeadRow[],
): Promise<{ kind: 'phone' | 'email'; value: string }[]> => {
  const identities = await tx.find(
    LeadIdentity,
    { leadId: { $in: leads.map(({ id }) => id) } },
    { fields: ['kind', 'value'] },
  );
  const all = [
    ...identities.map(({ kind, value }) => ({ kind, value })),
    ...leads.flatMap(({ phone, email }) => [
      ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
      ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ]),
  ];
  return [...new Map(all.map((one) => [`${one.kind}:${one.value}`, one])).values()];
};
