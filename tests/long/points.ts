import type { ProcessName } from '../../local/installation.ts';
import type { SentLead } from '../end-to-end/leads.ts';
import type { Running } from '../end-to-end/running.ts';
import type { SandboxFault } from '../end-to-end/sandbox-view.ts';

/** A point of a journey at which a process is killed. */
export interface Point {
  what: string;
  kills: ProcessName;
  /** who sends the form: `ivy` answers the first call, `ana` the second */
  voice: 'ivy' | 'ana';
  /** set before the form is sent, taken away after the kill: holds the vendor's answer back for a moment */
  slow?: SandboxFault;
  /** whether the journey of this lead is at the point */
  reached(running: Running, lead: SentLead): Promise<boolean>;
}

const heldBack = (vendor: string, operation: string): SandboxFault => {
  return { vendor, operation, kind: 'delay', times: 20, params: { ms: 2_500 } };
};

const isThere = (sql: string) => async (running: Running, lead: SentLead) =>
  ((await running.rows.query(sql, [lead.leadId])).rowCount ?? 0) > 0;

/** An action of which the vendor was asked, and has not answered yet. */
const isSending = (keyStartsWith: string) =>
  isThere(
    `select from outbound where lead_id = $1 and key like '${keyStartsWith}%' and state = 'sending'
     and first_sent_at < now() - interval '300 milliseconds'`,
  );

const isTalking = isThere(
  `select from call_attempt a where a.lead_id = $1 and a.ended_at is null
   and (select count(*) from call_turn t where t.attempt_id = a.id) between 5 and 10`,
);

export const points: Point[] = [
  {
    what: 'the worker, right after the form was taken',
    kills: 'worker',
    voice: 'ivy',
    reached: async () => true,
  },
  {
    what: 'the worker, while the vendor is asked for the call',
    kills: 'worker',
    voice: 'ivy',
    slow: heldBack('twilio', 'calls.create'),
    reached: isSending('call:'),
  },
  {
    what: 'the worker, while the phone rings',
    kills: 'worker',
    voice: 'ivy',
    reached: isThere("select from call_attempt where lead_id = $1 and state = 'ringing'"),
  },
  {
    what: 'the worker, while the welcome is being sent',
    kills: 'worker',
    voice: 'ivy',
    slow: heldBack('resend', 'emails.send'),
    reached: isSending('welcome:'),
  },
  {
    what: 'the worker, between the summary for staff and the one for the lead',
    kills: 'worker',
    voice: 'ivy',
    slow: heldBack('resend', 'emails.send'),
    reached: isThere(
      `select from outbound o where o.lead_id = $1 and o.key like 'summary:%:lead' and o.state = 'sending'
       and exists (select from outbound s where s.lead_id = $1 and s.key like 'summary:%:olivia' and s.settled_at is not null)`,
    ),
  },
  {
    what: 'the worker, while the meeting is being made',
    kills: 'worker',
    voice: 'ivy',
    slow: heldBack('graph', 'events.create'),
    reached: isSending('meeting:'),
  },
  { what: 'the api, in the middle of the talk', kills: 'api', voice: 'ivy', reached: isTalking },
  {
    what: 'the api, when the call ends and its callbacks and the recording’s are on their way',
    kills: 'api',
    voice: 'ivy',
    reached: async ({ sandbox }, { phone }) =>
      (await sandbox.calls()).some(({ order, status }) => order.to === phone && status === 'completed'),
  },
  { what: 'Temporal, while the call is live', kills: 'temporal', voice: 'ivy', reached: isTalking },
  {
    what: 'PostgreSQL, between two attempts of the ladder',
    kills: 'postgres',
    voice: 'ana',
    reached: isThere(
      "select from call_attempt where lead_id = $1 and number = 1 and outcome = 'noAnswer' and ended_at is not null",
    ),
  },
  {
    what: 'Temporal, during the nap before the first reminder',
    kills: 'temporal',
    voice: 'ivy',
    reached: isThere(
      "select from lead where id = $1 and step = 'attend' and next_action = 'remind' and next_action_at > now()",
    ),
  },
];
