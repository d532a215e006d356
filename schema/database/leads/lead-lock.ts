import { LockMode } from '@mikro-orm/core';
import type { Tx } from '../database.ts';
import { Lead, type LeadRow } from './entities.ts';

// as it stands once the lock is held, whatever this transaction has read before
const how = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/** One row, whether or not it was merged: for facts of an absorbed journey, after `lockLead` has locked it. */
export const lockRow = async (tx: Tx, leadId: string): Promise<LeadRow | null> =>
  (await tx.findOne(Lead, { id: leadId }, how)) as LeadRow | null;

/**
 * The row of the lead that this one is by now, locked until the transaction ends: everything that numbers facts, decides
 * or changes a lead waits here. An absorbed lead is locked first, then the one that took it in: always upwards, so that
 * nobody waits in a circle. Null when the tenant has no such lead.
 */
export const lockLead = async (tx: Tx, leadId: string): Promise<LeadRow | null> => {
  let lead = await lockRow(tx, leadId);
  while (lead?.mergedInto) lead = await lockRow(tx, lead.mergedInto);
  return lead;
};

/** `lockLead`, and before it every absorbed lead whose journey has not closed yet: what all of them must hear. */
export const lockWithAbsorbed = (tx: Tx, leadId: string) =>
  lockFrom(tx, leadId, `and (l.step is null or l.step <> 'closed')`);

/** `lockLead`, and before it every lead that it has ever taken in. */
export const lockFamily = (tx: Tx, leadId: string) => lockFrom(tx, leadId, '');

const lockFrom = async (
  tx: Tx,
  leadId: string,
  which: string,
): Promise<{ lead: LeadRow; absorbed: LeadRow[] } | null> => {
  const rows = await tx.execute<{ id: string }[]>(
    `select l.id from lead l where l.id in (select lead_family(?)) and l.merged_into is not null ${which}
     -- deepest first, always upwards: by id alone two of a chain might wait in a circle
     order by (with recursive up as (
       select l.merged_into as id union all select x.merged_into from up join lead x on x.id = up.id
     ) select count(*) from up) desc, l.id`,
    [leadId],
  );
  const absorbed: LeadRow[] = [];
  for (const { id } of rows) {
    const row = await lockRow(tx, id);
    if (row) absorbed.push(row);
  }
  const lead = await lockLead(tx, leadId);
  return lead && { lead, absorbed };
};
