import type { SentLead } from './leads.ts';
import type { Running } from './running.ts';
import { tagOf } from './sandbox-view.ts';

/** A journey as it stands: what our rows say, and what the vendors really saw; of a merged lead, of all that it is by now. */
export interface Observed {
  step: string;
  status: string;
  score: number | null;
  /** how many of the talk's questions are answered */
  answers: number;
  /** our attempts, in order */
  calls: { outcome: string | null; turns: number }[];
  /** the vendor's calls to the lead's number, in order */
  vendorCalls: { status: string; turns: number }[];
  /** messages on the lead's answering machine: our rows, and what the machine has recorded of them */
  voicemails: number;
  vendorVoicemails: number;
  recordings: number;
  vendorRecordings: number;
  /** the vendor's mails, counted by `<template> to <lead|staff>` */
  emails: Record<string, number>;
  /** our own rows of the same */
  emailRows: Record<string, number>;
  appointments: string[];
  /** the calendar's events that the lead is invited to and that stand, with a join link */
  meetings: number;
  cancelledMeetings: number;
  invitations: number;
  /** keys of outward actions whose end is not known */
  openActions: string[];
  /** the timeline, counted by kind */
  events: Record<string, number>;
}

/** What must come out of a journey whatever breaks on its way; how long a talk was is left to chance. */
export interface Result
  extends Pick<
    Observed,
    'step' | 'status' | 'meetings' | 'cancelledMeetings' | 'appointments' | 'openActions' | 'emails'
  > {
  calls: (string | null)[];
  vendorCalls: string[];
  recordings: number;
}

export function resultOf(observed: Observed): Result {
  const { step, status, meetings, cancelledMeetings, appointments, openActions, emails } = observed;
  return {
    ...{ step, status, meetings, cancelledMeetings, appointments, openActions, emails },
    calls: observed.calls.map(({ outcome }) => outcome),
    vendorCalls: observed.vendorCalls.map(({ status }) => status),
    recordings: observed.vendorRecordings,
  };
}

export async function observe(running: Running, lead: SentLead): Promise<Observed> {
  const person = await wholePerson(running, lead);
  const [ours, theirs] = await Promise.all([
    ourRows(running, lead, person),
    vendorsView(running, lead, person),
  ]);
  return { ...ours, ...theirs };
}

/** Whose rows and mails are a lead's: of one that took others in, theirs as well. */
interface WholePerson {
  ids: string[];
  addresses: string[];
}

async function wholePerson({ rows }: Running, { leadId, email }: SentLead): Promise<WholePerson> {
  const family = await rows.query<{ id: string }>('select lead_family($1) as id', [leadId]);
  const ids = family.rows.map(({ id }) => id);
  const known = await rows.query<{ value: string }>(
    `select value from lead_identity where kind = 'email' and lead_id = any($1)`,
    [ids],
  );
  return { ids, addresses: [email, ...known.rows.map(({ value }) => value)] };
}

async function ourRows({ rows }: Running, { leadId }: SentLead, { ids, addresses }: WholePerson) {
  const read = async <T extends object>(sql: string, of: string | string[] = ids): Promise<T[]> =>
    (await rows.query<T>(sql, [of])).rows;
  const [lead] = await read<Pick<Observed, 'step' | 'status' | 'score'> & { answers: object }>(
    'select step, status, score, answers from lead where id = $1',
    leadId,
  );
  if (!lead) throw new Error('no such lead');
  const calls = await read<Observed['calls'][number]>(
    `select a.outcome, (select count(*)::int from call_turn t where t.attempt_id = a.id and t.speaker <> 'tool') turns
     from call_attempt a where a.lead_id = any($1) order by a.created_at`,
  );
  const recordings = await read(
    'select r.id from recording r join call_attempt a on a.id = r.attempt_id where a.lead_id = any($1)',
  );
  const emails = await read<{ template: string; recipient: string }>(
    'select template, recipient from email where lead_id = any($1)',
  );
  const voicemails = await read('select id from voicemail where lead_id = any($1)');
  const appointments = await read<{ state: string }>(
    'select state from appointment where lead_id = any($1) order by created_at',
  );
  const events = await read<{ kind: string }>('select kind from timeline_event where lead_id = any($1)');
  const open = await read<{ key: string }>(
    `select key from outbound where lead_id = any($1) and state in ('planned', 'sending', 'unknown')`,
  );
  return {
    ...lead,
    answers: Object.keys(lead.answers).length,
    calls,
    voicemails: voicemails.length,
    recordings: recordings.length,
    emailRows: counted(
      emails.map(({ template, recipient }) => `${template} to ${role(recipient, addresses)}`),
    ),
    appointments: appointments.map(({ state }) => state),
    openActions: open.map(({ key }) => key),
    events: counted(events.map(({ kind }) => kind)),
  };
}

async function vendorsView({ sandbox }: Running, { phone }: SentLead, { ids, addresses }: WholePerson) {
  const [calls, recordings, mails, events, invitations] = await Promise.all([
    sandbox.calls(),
    sandbox.recordings(),
    sandbox.mails(),
    sandbox.events(),
    sandbox.invitations(),
  ]);
  const mine = calls.filter(({ order }) => order.to === phone || order.from === phone);
  const sids = mine.map(({ sid }) => sid);
  const invited = events.filter(({ attendees }) =>
    attendees.some(({ address }) => addresses.includes(address)),
  );
  const sent = mails.filter((mail) => ids.includes(tagOf(mail, 'lead') ?? ''));
  return {
    vendorCalls: mine.map(({ status, turns }) => ({ status, turns: turns.length })),
    vendorVoicemails: mine.filter(({ messageLeft }) => messageLeft?.includes('We will try again')).length,
    vendorRecordings: recordings.filter(({ callSid }) => sids.includes(callSid)).length,
    emails: counted(sent.map((mail) => `${tagOf(mail, 'template')} to ${role(mail.to[0] ?? '', addresses)}`)),
    meetings: invited.filter(({ cancelled, joinUrl }) => !cancelled && joinUrl).length,
    cancelledMeetings: invited.filter(({ cancelled }) => cancelled).length,
    invitations: invitations.filter(({ kind, to }) => kind === 'invited' && addresses.includes(to)).length,
  };
}

const role = (address: string, leads: string[]): 'lead' | 'staff' =>
  leads.includes(address) ? 'lead' : 'staff';

function counted(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
