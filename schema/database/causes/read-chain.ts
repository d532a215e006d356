import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { type HappeningKind, happeningSql } from './happenings.ts';

/** One link of a chain of causes. */
export interface Link {
  kind: HappeningKind;
  id: string;
  leadId: string | null;
  at: Date;
  cause: Cause | null;
  /** the row that it came from; null where the chain begins, or leads out of our rows */
  next: string | null;
  decisionId: string | null;
  words: Record<string, unknown>;
}

/** No story of ours is as long; a chain that is has gone astray. */
const longest = 40;

/**
 * A row and what it came from, back to where it began, in one statement. Empty when the tenant has no such row; the
 * last link tells whether the chain reached its beginning (`next` is null) or a row that is not there any more.
 */
export const readChain = async (tx: Tx, id: string): Promise<Link[]> => {
  const rows = await tx.execute<
    (Omit<Link, 'at' | 'leadId' | 'decisionId'> & {
      at: string | Date;
      lead_id: string | null;
      decision_id: string | null;
    })[]
  >(chainSql, [id]);
  return rows.map(({ kind, lead_id, at, cause, next, decision_id, words, ...row }) => ({
    kind,
    id: row.id,
    leadId: lead_id,
    at: new Date(at),
    cause,
    next,
    decisionId: decision_id,
    words,
  }));
};

const chainSql = `
with recursive chain as (
  select 1 as depth, array[first.id] as path, first.*
  from (select ?::uuid as id, null::timestamptz as seen) want cross join lateral (${happeningSql}) first
  union all
  select chain.depth + 1, chain.path || link.id, link.*
  from chain
  cross join lateral (select chain.next as id, chain.at as seen) want
  cross join lateral (${happeningSql}) link
  where chain.depth < ${longest} and chain.next is not null and chain.next <> all (chain.path)
)
select kind, id, lead_id, at, cause, next, decision_id, words from chain order by depth`;
