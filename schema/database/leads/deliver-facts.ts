import type { FactKind } from '../../contracts/facts.ts';
import { startsJourney } from '../../contracts/facts.ts';
import type { LeadRef } from '../../contracts/ids.ts';
import type { Database } from '../database.ts';
import { withTenantClient } from '../tenant-client.ts';

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
 * processes at once and again after a crash: the workflow's cursor ignores what it has heard. While the tenant is suspended
 * nothing is told, but to somebody who is to be forgotten.
 */
export const deliverFacts = async (
  db: Database,
  lead: LeadRef,
  signal: SignalFact,
): Promise<number | 'held'> => {
  const { tenantId, leadId } = lead;
  const waiting = await untold(db, lead);
  if (waiting[0]?.held && !waiting[0].forgotten) return 'held';
  if (waiting.length === 0) await settleHeard(db, lead);
  for (const { id, seq, kind, ref, forgotten } of waiting) {
    // nothing begins anew for a person who is forgotten
    const start = startsJourney(kind) && !forgotten ? { cursor: seq - 1 } : null;
    const heard = await signal({ tenantId, leadId, kind, seq, ref, start });
    await mark(db, lead, { id, seq, late: heard === 'closed' });
  }
  return waiting.length;
};

interface Untold {
  id: string;
  seq: number;
  kind: FactKind;
  ref: string;
  forgotten: boolean;
  held: boolean;
}

const untold = (db: Database, { tenantId, leadId }: LeadRef): Promise<Untold[]> =>
  withTenantClient(db, tenantId, async (client) => {
    const { rows } = await client.query<Untold>({
      name: 'facts-untold',
      text: `
        select id, seq, kind, ref, (select erased_at is not null from lead where id = $1) as forgotten,
          (select suspended_at is not null from tenant where id = $2) as held
        from lead_fact
        where lead_id = $1 and signalled_at is null order by seq limit 100`,
      values: [leadId, tenantId],
    });
    return rows;
  });

/** In one statement: a lead whose last fact is marked is off the list. */
const mark = (
  db: Database,
  { tenantId, leadId }: LeadRef,
  fact: { id: string; seq: number; late: boolean },
): Promise<unknown> =>
  withTenantClient(db, tenantId, (client) =>
    client.query({
      name: 'fact-told',
      text: `
        with told as (
          update lead_fact set signalled_at = now(), late = $3 where id = $1 and signalled_at is null
        )
        select routing.settle_pending('facts', $2, $4)`,
      values: [fact.id, leadId, fact.late, fact.seq],
    }),
  );

/** A lead without an untold fact has no place on the list, however it came there. */
const settleHeard = (db: Database, { tenantId, leadId }: LeadRef): Promise<unknown> =>
  withTenantClient(db, tenantId, (client) =>
    client.query({
      name: 'facts-all-told',
      text: `
        select routing.settle_pending('facts', $1, max(seq)) from lead_fact
        where lead_id = $1 and signalled_at is not null having count(*) > 0`,
      values: [leadId],
    }),
  );
