import { type Person, person, type SentLead, sendForm } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';
import { linkOf, post, slotsOn } from './choice-page.ts';

const minuteMs = 60_000;

const isAway =
  (vendor: string, operation: string, ms = minuteMs): NonNullable<Scene['faults']> =>
  ({ email }) => [{ vendor, operation, kind: 'outage', params: { ms }, about: email }];

const isThere = ({ rows }: Running, { leadId }: SentLead, what: string, sql: string): Promise<boolean> =>
  waitUntil(what, async () => (await rows.query(sql, [leadId])).rows.length > 0, {
    withinMs: 150_000,
    everyMs: 20,
  });

const summaryIsSent = `select from email where lead_id = $1 and template = 'callSummaryLead'`;

/** Nobody was offered a time, and the page shows none; when the calendar is back it does, and one is chosen. */
const choosesLater: NonNullable<Scene['play']> = async (running, lead) => {
  const link = await linkOf(running, lead);
  if ((await slotsOn(link)).length > 0) throw new Error('times are offered that nobody can know to be free');
  const slots = await waitUntil(
    'free times on the page',
    async () => {
      const shown = await slotsOn(link);
      return shown.length > 0 && shown;
    },
    { withinMs: 90_000, everyMs: 2_000 },
  );
  const { status } = await post(link, { do: 'book', slot: slots[0] ?? '' });
  if (status !== 200) throw new Error(`booking is answered ${status}`);
  await isThere(running, lead, 'the appointment', 'select from appointment where lead_id = $1');
};

/** Killed while the vendor is asked for the call, and again while the meeting is made. */
const killTheWorker: NonNullable<Scene['play']> = async (running, lead) => {
  const { installation } = running;
  const sending = (keys: string) =>
    `select from outbound where lead_id = $1 and key like '${keys}%' and state = 'sending'
     and first_sent_at < now() - interval '300 milliseconds'`;
  for (const keys of ['call:', 'meeting:']) {
    await isThere(running, lead, `the middle of ${keys}`, sending(keys));
    await installation.kill('worker');
    await installation.restart('worker');
  }
};

const heldBack = (vendor: string, operation: string, { email, phone }: Person) => ({
  ...{ vendor, operation, kind: 'delay', times: 1, params: { ms: 2_500 } },
  about: vendor === 'twilio' ? phone : email,
});

/** Vendors that are away for as long as a journey at this pace takes, and a process of ours that is killed. */
export const outageScenes: Scene[] = [
  {
    persona: 'ivy',
    fault: 'Resend is away for a minute',
    person: (nth) => person('ivy', nth),
    faults: isAway('resend', 'emails.send'),
    play: async (running, lead) => void (await isThere(running, lead, 'the summary', summaryIsSent)),
  },
  {
    persona: 'ivy',
    fault: 'Graph makes no meetings for a third of a minute',
    person: (nth) => person('ivy', nth),
    faults: isAway('graph', 'events.create', minuteMs / 3),
  },
  {
    persona: 'ivy',
    fault: 'Graph makes no meetings for a minute, and the time that was booked goes by',
    person: (nth) => person('ivy', nth),
    faults: isAway('graph', 'events.create'),
  },
  {
    persona: 'mia',
    fault: 'Graph is away for a minute, and so are the free times',
    // nobody but the scene opens her mails
    person: (nth) => person('mia', nth, { email: `hesitant+${nth}@number${nth}.example` }),
    // the consultant of this business is asked by nobody else who is walked
    faults: () => [
      {
        ...{ vendor: 'graph', operation: '*', kind: 'outage', params: { ms: minuteMs } },
        about: 'victor@nexora.example',
      },
    ],
    enter: (running, who) => sendForm(running, 'nexora', { ...who, interest: 'europe' }),
    play: choosesLater,
  },
  {
    persona: 'ivy',
    fault: 'the worker is killed while the call is placed and while the meeting is made',
    person: (nth) => person('ivy', nth),
    faults: (who) => [heldBack('twilio', 'calls.create', who), heldBack('graph', 'events.create', who)],
    play: killTheWorker,
    alone: true,
  },
];
