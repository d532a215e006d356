import { GraphQLError } from 'graphql';
import { sql } from 'kysely';
import { type SearchTerm, searchTerms } from '../../domain/leads/search.ts';
import { builder } from './builder.ts';
import { LeadStatusEnum, StepEnum } from './lead.ts';
import type { AnySelect } from './pages.ts';

const longestSearch = 200;

/** Which leads; what is left out narrows nothing. */
export const LeadFilter = builder.inputType('LeadFilter', {
  description: 'Which leads: those of which all that is given here is true.',
  fields: (t) => ({
    status: t.field({ type: [LeadStatusEnum], description: 'One of these statuses.' }),
    step: t.field({ type: [StepEnum], description: 'In one of these steps.' }),
    assignedTo: t.string({ description: 'Looked after by the member of staff with this key.' }),
    assigned: t.boolean({ description: 'Whether anybody looks after the lead.' }),
    scoreFrom: t.int({ description: 'A score of at least this; a lead without a score is left out.' }),
    scoreTo: t.int({ description: 'A score of at most this; a lead without a score is left out.' }),
    createdFrom: t.field({ type: 'DateTime', description: 'Came at this instant or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Came before this instant.' }),
    tag: t.string({ description: 'Has this tag, written exactly so.' }),
    source: t.string({ description: 'Came from here, written exactly so.' }),
    optedOut: t.boolean({ description: 'Whether the lead wants no contact any more.' }),
    paused: t.boolean({ description: 'Whether the journey is paused.' }),
  }),
});
export type LeadFilterInput = typeof LeadFilter.$inferInput;

/** Narrows a select of leads to a filter. */
export const filtered = <Output>(
  query: AnySelect<Output>,
  filter: LeadFilterInput | null | undefined,
): AnySelect<Output> => {
  const { status, step, assignedTo, assigned, scoreFrom, scoreTo, createdFrom, createdBefore } = filter ?? {};
  const { tag, source, optedOut, paused } = filter ?? {};
  const given = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
  const set = (wanted: boolean) => (wanted ? 'is not' : 'is');
  return query
    .$if(given(status), (q) => q.where(sql<boolean>`status = any(${status}::text[])`))
    .$if(given(step), (q) => q.where(sql<boolean>`step = any(${step}::text[])`))
    .$if(given(assignedTo), (q) => q.where('assignedTo', '=', assignedTo ?? ''))
    .$if(given(assigned), (q) => q.where('assignedTo', set(assigned === true), null))
    .$if(given(scoreFrom), (q) => q.where('score', '>=', scoreFrom ?? 0))
    .$if(given(scoreTo), (q) => q.where('score', '<=', scoreTo ?? 0))
    .$if(given(createdFrom), (q) => q.where('createdAt', '>=', createdFrom as Date))
    .$if(given(createdBefore), (q) => q.where('createdAt', '<', createdBefore as Date))
    .$if(given(tag), (q) => q.where(sql<boolean>`${tag} = any(tags)`))
    .$if(given(source), (q) => q.where('source', '=', source ?? ''))
    .$if(given(optedOut), (q) => q.where('optedOutAt', set(optedOut === true), null))
    .$if(given(paused), (q) => q.where('pausedAt', set(paused === true), null)) as AnySelect<Output>;
};

/**
 * Narrows a select of leads to those in which every part of what was typed is found, and to those that have a message or a
 * note in which every word of it begins a word.
 */
export const searched = <Output>(
  query: AnySelect<Output>,
  typed: string | null | undefined,
): AnySelect<Output> => {
  if (typed && typed.length > longestSearch)
    throw new GraphQLError(`Search for at most ${longestSearch} characters.`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  const terms = searchTerms(typed ?? '');
  if (terms.length === 0) return query;
  const inLead = sql.join(terms.map(inOwnWords), sql` and `);
  return query.where(sql<boolean>`((${inLead}) or ${hasSaid(typed ?? '')})`);
};

const inOwnWords = ({ words, digits, address }: SearchTerm) => {
  const inWords = sql<boolean>`strpos(search_text, folded(${words})) > 0`;
  const inNumber = sql<boolean>`strpos(phone, ${digits}) > 0`;
  if (digits) return sql<boolean>`(${inWords} or ${inNumber} or ${knownBy('phone', digits)})`;
  if (address) return sql<boolean>`(${inWords} or ${knownBy('email', address)})`;
  return inWords;
};

const hasSaid = (typed: string) => sql<boolean>`id in (select routing.leads_saying(${typed}))`;

// a list that hangs on no row, so that PostgreSQL makes it once for the whole page; merges move identities along
const knownBy = (kind: 'phone' | 'email', part: string) =>
  sql<boolean>`id in (select lead_id from lead_identity where kind = ${kind} and strpos(value, ${part}) > 0)`;
