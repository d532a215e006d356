import type { FactKind } from '../../contracts/facts.ts';
import { startingFacts } from '../../contracts/facts.ts';
import type { LeadRef } from '../../contracts/ids.ts';
import type { Database } from '../database.ts';
import { settlePending } from '../routing/doors.ts';
import { LeadFact } from './entities.ts';

/** Hands one fact to the lead's workflow; `start` lets it begin a journey that need not hear of what is before. */
export type SignalFact = (fact: {
  tenantId: string;
  leadId: string;
  kind: FactKind;
  seq: number;
  ref: string;
  start: { cursor: number } | null;
}) => Promise<'delivered' | 'closed'>;

/**
 * Signals every fact of a lead that its workflow has not been told of, in order, and marks it. May be run by several
 * processes at once and again after a crash: the workflow's cursor ignores what it has heard.
 */
export const deliverFacts = async (db: Database, lead: LeadRef, signal: SignalFact): Promise<number> => {
  const { tenantId, leadId } = lead;
  const waiting = await db.inTenant(tenantId, (tx) =>
    tx.find(
      LeadFact,
      { leadId, signalledAt: null },
      { orderBy: { seq: 'asc' }, limit: 100, fields: ['id', 'seq', 'kind', 'ref'] },
    ),
  );
  if (waiting.length === 0) await settleHeard(db, lead);
  for (const { id, seq, kind, ref } of waiting) {
    const start = startingFacts.includes(kind) ? { cursor: seq - 1 } : null;
    const heard = await signal({ tenantId, leadId, kind, seq, ref, start });
    await db.inTenant(tenantId, (tx) =>
      tx.nativeUpdate(
        LeadFact,
        { id, signalledAt: null },
        { signalledAt: new Date(), late: heard === 'closed' },
      ),
    );
    await settlePending(db.pool, { kind: 'facts', ref: leadId, upto: seq });
  }
  return waiting.length;
};

/** A process that died between marking a fact and taking it off the list has left the lead there. */
const settleHeard = async (db: Database, { tenantId, leadId }: LeadRef): Promise<void> => {
  const [last] = await db.inTenant(tenantId, (tx) =>
    tx.find(
      LeadFact,
      { leadId, signalledAt: { $ne: null } },
      { orderBy: { seq: 'desc' }, limit: 1, fields: ['id', 'seq'] },
    ),
  );
  if (last) await settlePending(db.pool, { kind: 'facts', ref: leadId, upto: last.seq });
};
