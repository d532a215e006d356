import type { Link } from '../database/causes/read-chain.ts';
import type { Tx } from '../database/database.ts';

/** So many of what a step waited for are shown: a call may have been put off again and again. */
const mostPerStep = 5;

interface Decided {
  id: string;
  about: 'call' | 'email';
  subject: string;
  causeId: string;
  createdAt: Date;
}

/**
 * The decisions on the way, by the link that they were the word about, oldest first: the one by which it was done, and
 * the last ones before it that put it off. Decisions name no action until there is one, so those are found by what made
 * it necessary to decide.
 */
export const decisionsOnTheWay = async (tx: Tx, links: readonly Link[]): Promise<Map<string, string[]>> => {
  const leads = [...new Set(links.flatMap(({ leadId }) => leadId ?? []))];
  const causes = [...new Set(links.flatMap(({ cause, next }) => [cause?.id ?? [], next ?? []].flat()))];
  const decided =
    leads.length === 0
      ? []
      : await tx.execute<(Omit<Decided, 'createdAt'> & { createdAt: string | Date })[]>(
          `select id, about, subject, caused_by->>'id' as "causeId", created_at as "createdAt" from decision
           where lead_id = any (select lead_family(one) from unnest(?::uuid[]) one) and caused_by->>'id' = any (?::text[])
           order by created_at desc, id desc limit 200`,
          [array(leads), array(causes)],
        );
  const rows = decided.map((row) => ({ ...row, createdAt: new Date(row.createdAt) })).reverse();
  return new Map(links.map((link) => [link.id, ofLink(link, rows)]));
};

const array = (values: string[]): string => `{${values.map((value) => JSON.stringify(value)).join(',')}}`;

const ofLink = (link: Link, decided: Decided[]): string[] => {
  const { kind, decisionId, cause, next, at, words } = link;
  if (kind === 'decision') return [link.id];
  const about = kind === 'call' ? 'call' : kind === 'email' || kind === 'message' ? 'email' : null;
  if (!about) return decisionId ? [decisionId] : [];
  const reasons = [cause?.id, next];
  const before = decided.filter(
    (one) =>
      one.about === about &&
      one.id !== decisionId &&
      reasons.includes(one.causeId) &&
      one.createdAt.getTime() <= at.getTime() &&
      (about === 'call' || one.subject === words.template),
  );
  return [...before.slice(-mostPerStep).map(({ id }) => id), ...(decisionId ? [decisionId] : [])];
};
