import type { Fact, FactKind } from '../../contracts/facts.ts';
import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Lead, LeadFact, type LeadRow } from './entities.ts';

/** Adds a fact with the lead's next sequence number. The lead must be locked by this transaction (`lockLead`). */
export const addFact = async (
  tx: Tx,
  lead: LeadRow,
  fact: { kind: FactKind; ref: string; causedBy: Cause },
): Promise<number> => {
  const seq = lead.factSeq + 1;
  await tx.nativeUpdate(Lead, { id: lead.id }, { factSeq: seq });
  lead.factSeq = seq;
  await tx.insert(LeadFact, {
    id: uuidV7(),
    tenantId: lead.tenantId,
    createdAt: new Date(),
    leadId: lead.id,
    seq,
    kind: fact.kind,
    ref: fact.ref,
    causedBy: fact.causedBy,
    late: false,
  });
  return seq;
};

/** Whether the lead's journey has facts to hear of yet: it may not even have been started. */
export const factsWaiting = async (tx: Tx, leadId: string): Promise<boolean> =>
  (await tx.count(LeadFact, { leadId, signalledAt: null })) > 0;

/** The facts of a lead after a sequence number, in order: how a journey catches up. */
export const factsAfter = async (tx: Tx, leadId: string, after: number): Promise<Fact[]> => {
  const rows = await tx.find(
    LeadFact,
    { leadId, seq: { $gt: after } },
    { orderBy: { seq: 'asc' }, limit: 200, fields: ['seq', 'kind', 'ref'] },
  );
  return rows.map(({ seq, kind, ref }) => ({ seq, kind, ref }));
};
